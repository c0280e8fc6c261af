import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { Socket } from 'node:net';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { refuseUpgrade } from './refuse.ts';
import { unavailableAnswer } from './unavailable.ts';

/** Paths that belong to the API; a load balancer may send them there itself. */
const API_PATHS = [
  '/graphql',
  '/mcp',
  '/uploads',
  '/media',
  '/oauth',
  '/webhooks',
  '/auth',
  '/healthz',
  '/readyz',
];

/**
 * A connection to the API is used again within this time. The API keeps it for longer (`IDLE_CONNECTION_MS` in its server), since
 * it must not hang up on it at the moment when it is used again: a POST cannot be repeated.
 */
const IDLE_CONNECTION_MS = 15_000;

/** Whether the API answers this path. */
export function isApiPath(pathname: string): boolean {
  return API_PATHS.some((path) => pathname === path || pathname.startsWith(`${path}/`));
}

/**
 * Forwards the API's paths byte for byte, with streaming in both directions (uploads, ranges, server-sent events) and
 * WebSocket upgrades through `upgrade`. While the API is away it answers 503, as a page or as JSON by what was asked for.
 */
export function createApiProxy(apiUrl: string) {
  /** Sockets that carry the API's answer, or its WebSocket, so that no answer of our own may be put into them. */
  const answered = new WeakSet<Socket>();
  const connections = { keepAlive: true, timeout: IDLE_CONNECTION_MS };
  return createProxyMiddleware<IncomingMessage, ServerResponse>({
    target: apiUrl,
    agent: apiUrl.startsWith('https:') ? new SecureAgent(connections) : new Agent(connections),
    pathFilter: isApiPath,
    xfwd: false,
    on: {
      proxyReqWs: (proxyReq, _req, socket) => {
        for (const event of ['upgrade', 'response']) proxyReq.once(event, () => answered.add(socket));
      },
      error: (_error, req, res) => {
        if (res instanceof Socket) {
          if (answered.has(res)) res.destroy();
          else refuseUpgrade(res, 503);
          return;
        }
        if (res.headersSent) {
          res.destroy();
          return;
        }
        const answer = unavailableAnswer(req.headers.accept ?? '');
        // A body that nobody reads to its end would keep the connection for as long as its sender likes.
        if (!req.complete) res.setHeader('connection', 'close');
        res.writeHead(503, answer.headers).end(answer.body);
      },
    },
    ejectPlugins: true,
    plugins: [
      (proxy, options) => {
        for (const [event, listener] of Object.entries(options.on ?? {}))
          proxy.on(event as never, listener as never);
      },
    ],
  });
}
