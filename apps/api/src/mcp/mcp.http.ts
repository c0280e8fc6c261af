import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Deps } from '../deps.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { BodyTooLargeError, readBody } from '../http/read-body.ts';
import { nameViewer } from '../http/request-viewer.ts';
import { CLIENT_ADDRESS_HEADER } from '../sign-in/client-address.ts';
import type { ResolveViewer } from '../sign-in/resolve-viewer.http.ts';
import { viewerName } from '../teams/viewer.ts';
import { createMcpServer } from './create-mcp-server.ts';
import type { Answer } from './tool.ts';

export type McpOptions = {
  resolveViewer: ResolveViewer;
  /** Carries a GraphQL operation out, with these headers. */
  execute(
    operation: { query: string; variables: Record<string, unknown> },
    headers: Headers,
  ): Promise<Answer>;
};

const PATH = '/mcp';
/** What of a request goes on to the API: who asks, and from where. */
const HANDED_ON = ['authorization', 'x-request-id', CLIENT_ADDRESS_HEADER];

/**
 * The Model Context Protocol by streamable HTTP. Each request stands alone, so any process answers it. Only API keys are
 * taken, never cookies; browsers only from our own origin, so that no page reaches a server in the private network by rebinding its name.
 */
export function mcpRoutes(deps: Deps, { resolveViewer, execute }: McpOptions): RawRoute[] {
  const { limits, appUrl } = deps.config;
  const { origin: ownOrigin } = new URL(appUrl);
  const mcp = createMcpHandler(
    ({ requestInfo }) => {
      const headers = new Headers();
      for (const name of HANDED_ON) {
        const value = requestInfo?.headers.get(name);
        if (value) headers.set(name, value);
      }
      return createMcpServer(
        (query, variables) => execute({ query, variables }, headers),
        (error, tool) => deps.log.error({ err: error, tool }, 'an MCP tool failed'),
      );
    },
    {
      // What the tools are never changes while a process runs.
      maxSubscriptions: 0,
      onerror: (error) => deps.log.debug({ reason: error.message }, 'an MCP request was refused'),
    },
  );

  async function handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const headers = new Headers();
    for (const [name, value] of Object.entries(req.headers)) {
      if (value !== undefined && name !== 'cookie') headers.set(name, String(value));
    }
    const origin = headers.get('origin');
    if (origin !== null && origin !== ownOrigin)
      return refuse(res, 403, 'This request comes from another site.');
    const viewer = headers.has('authorization') ? await resolveViewer(headers) : null;
    if (!viewer) {
      res.setHeader('www-authenticate', 'Bearer');
      return refuse(res, 401, 'Send an API key in the Authorization header.');
    }
    nameViewer(req, viewerName(viewer));
    if (req.method !== 'POST') {
      res.setHeader('allow', 'POST');
      return refuse(res, 405, 'Only POST: nothing is kept between requests.');
    }
    const body = await readBody(req, limits.bodyBytes).catch((error) => {
      if (error instanceof BodyTooLargeError) return null;
      throw error;
    });
    if (body === null) return refuse(res, 413, `At most ${limits.bodyBytes} bytes.`);
    const text = body.toString('utf8');
    if (/^\s*\[/.test(text)) return refuse(res, 400, 'One message in each request.');
    await send(res, await mcp.fetch(new Request(url, { method: 'POST', headers, body: text })));
  }

  return [{ method: '*', path: PATH, handle }];
}

async function send(res: ServerResponse, answer: Response): Promise<void> {
  // Whole: nothing that the tools answer with comes in parts.
  const body = Buffer.from(await answer.arrayBuffer());
  res.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body);
}

/** As JSON-RPC says that a request could not be taken. */
function refuse(res: ServerResponse, status: number, message: string): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32600, message } }));
}
