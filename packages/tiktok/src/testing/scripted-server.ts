import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export type SeenRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** How the server ends a request: with an answer, by breaking the connection, or never. */
export type Ending =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  | 'drop-before-reading'
  | 'drop-after-reading'
  | 'silence';

export type ScriptedServer = {
  url: string;
  /** Requests that were read to their end, in order. */
  seen: SeenRequest[];
};

/**
 * An HTTP server on a free port that ends its requests as told, the last ending for all that follow. It closes with
 * the test.
 */
export async function startScriptedServer(
  ...script: [Ending | ((request: SeenRequest) => Ending), ...Ending[]]
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  let started = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const step = script[Math.min(started++, script.length - 1)]!;
    if (step === 'drop-before-reading') return request.socket.destroy();
    const url = new URL(request.url ?? '/', 'http://scripted');
    const seenRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: await buffer(request),
    };
    seen.push(seenRequest);
    const ending = typeof step === 'function' ? step(seenRequest) : step;
    if (ending === 'drop-before-reading' || ending === 'drop-after-reading') return request.socket.destroy();
    if (ending === 'silence') return;
    const { status = 200, headers = {}, body = '' } = ending;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** Where nobody listens. */
export async function unusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** A success in the envelope of the data endpoints. */
export function ok(data: unknown, logId = 'LOG1'): Ending {
  return { body: { data, error: { code: 'ok', message: '', log_id: logId } } };
}

/** A failure in the envelope of the data endpoints. */
export function failed(status: number, code: string, message = '', data: unknown = {}): Ending {
  return { status, body: { data, error: { code, message, log_id: 'LOG1' } } };
}
