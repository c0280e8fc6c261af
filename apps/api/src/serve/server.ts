import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { isPassingFailure } from '@airdate/db';
import { tiktokOAuthRoutes } from '../accounts/tiktok-oauth.http.ts';
import { isClientGone } from '../client-gone.ts';
import type { Deps } from '../deps.ts';
import { DatabaseBusyError } from '../errors.ts';
import type { EventListener } from '../events/event-listener.ts';
import { guardConnections } from '../http/guard-connections.ts';
import { limitBodyTime, limitSilence } from '../http/limit-body.ts';
import { limitPace } from '../http/limit-pace.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { readTarget } from '../http/read-target.ts';
import { viewerOfRequest } from '../http/request-viewer.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { sendJson } from '../http/send-json.ts';
import { takeTurns } from '../http/take-turns.ts';
import { mcpRoutes } from '../mcp/mcp.http.ts';
import { mediaRoutes } from '../media/media.http.ts';
import { uploadRoutes } from '../media/uploads.http.ts';
import { authRoutes, createAuth } from '../sign-in/auth.http.ts';
import { CLIENT_ADDRESS_HEADER, clientAddressSettler } from '../sign-in/client-address.ts';
import { keepViewers } from '../sign-in/kept-viewers.http.ts';
import { resolveViewer } from '../sign-in/resolve-viewer.http.ts';
import { isTrustedOrigin } from '../sign-in/trusted-origin.ts';
import { watchViewer } from '../teams/watch-viewer.ts';
import { tiktokWebhookRoutes } from '../tiktok-webhooks/tiktok-webhook.http.ts';
import { createGraphQL } from './graphql.http.ts';
import { healthRoutes } from './health.http.ts';
import { metricsRoutes } from './metrics.http.ts';
import { noteRefusals } from './note-refusals.ts';

/** Longer than the dashboard keeps a connection to use it again (`IDLE_CONNECTION_MS` in its proxy). */
const IDLE_CONNECTION_MS = 30_000;

/** GraphQL over HTTP, SSE and WebSocket, and the few routes that are not GraphQL. */
export function createServer(
  deps: Deps,
  listener: EventListener,
): { server: Server; close: () => Promise<void> } {
  const auth = createAuth(deps);
  const viewers = keepViewers({ listener, clock: deps.clock }, (headers, options) =>
    resolveViewer(deps, auth, headers, options),
  );
  const { viewerOf } = viewers;
  const graphql = createGraphQL({ deps, listener, viewers });
  const routes: RawRoute[] = [
    { method: '*', path: graphql.path, handle: graphql.handle },
    ...healthRoutes(deps),
    ...metricsRoutes(deps),
    ...authRoutes(deps, auth).map((route) => ({
      ...route,
      handle: (...request: Parameters<RawRoute['handle']>) =>
        viewers.during(async () => route.handle(...request)),
    })),
    ...tiktokOAuthRoutes(deps, auth),
    ...tiktokWebhookRoutes(deps),
    ...uploadRoutes(deps, {
      resolveViewer: viewerOf,
      watch: (viewer, headers) =>
        watchViewer({ clock: deps.clock, listener, log: deps.log }, viewer, () =>
          viewerOf(headers, { renew: false }),
        ),
      isTrustedOrigin: (headers) => isTrustedOrigin(headers, deps.config.appUrl),
    }),
    ...mediaRoutes(deps),
    ...mcpRoutes(deps, {
      resolveViewer: viewerOf,
      execute: graphql.execute,
    }),
  ];

  const { limits } = deps.config;
  const timing = {
    headersTimeout: limits.headersMs,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    connectionsCheckingInterval: Math.min(5_000, limits.headersMs / 2),
    // Bodies have their own limits by route.
    requestTimeout: 0,
  };
  const pace = { bytesPerSecond: limits.paceBytesPerSecond, windowMs: limits.paceMs };
  const settleAddress = clientAddressSettler(deps.config.trustedProxies);
  const noteSlowness = (req: IncomingMessage, path: string) => {
    const address = String(req.headers[CLIENT_ADDRESS_HEADER]);
    const viewer = viewerOfRequest(req);
    deps.securityLog.note('limit_reached', { address, path, ...(viewer && { viewer }), reason: 'pace' });
  };
  const setSecurityHeaders = securityHeaders(deps.config.appUrl);
  const noteFlood = (req: IncomingMessage) => {
    settleAddress(req);
    const address = String(req.headers[CLIENT_ADDRESS_HEADER]);
    deps.securityLog.note('limit_reached', { address, reason: 'requests of a connection' });
  };
  const answer = (req: IncomingMessage, res: ServerResponse) => {
    setSecurityHeaders(res);
    settleAddress(req);
    const url = readTarget(req, deps.config.appUrl);
    if (!url) return sendJson(res, 400, { code: 'bad_request', message: 'The address cannot be read.' });
    const route = routes.find((candidate) => matches(candidate, req.method ?? '', url.pathname));
    if (!route)
      return sendJson(res, 404, { code: 'not_found', message: `There is nothing at ${url.pathname}.` });
    const path = route.path === '/auth/' ? url.pathname : route.path;
    noteRefusals(deps, req, res, path);
    limitPace(req, res, pace, () => noteSlowness(req, path));
    if (route.streams) limitSilence(req, res, limits.uploadIdleMs);
    else limitBodyTime(req, res, limits.bodyMs);
    void run(deps, route, req, res, url);
  };
  const server = createHttpServer(timing, takeTurns(answer, noteFlood));
  guardConnections(server);
  server.on('upgrade', (req, socket, head) => {
    settleAddress(req);
    graphql.upgrade(req, socket, head);
  });

  return {
    server,
    async close() {
      viewers.close();
      await graphql.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 5_000).unref();
      await closed;
    },
  };
}

function matches(route: RawRoute, method: string, path: string): boolean {
  // A Request of the fetch standard cannot be a TRACE.
  const methodFits =
    (route.method === '*' && method !== 'TRACE') ||
    route.method === method ||
    (route.method === 'GET' && method === 'HEAD');
  const below = route.path.endsWith('/') && (path.startsWith(route.path) || `${path}/` === route.path);
  return methodFits && (below || route.path === path);
}

async function run(
  deps: Deps,
  route: RawRoute,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    await route.handle(req, res, url);
  } catch (error) {
    // Whoever has gone needs no answer, and whatever failed by it is no failure of ours.
    const gone = isClientGone(error) || (req.destroyed && !req.complete);
    deps.log[gone ? 'debug' : 'error'](
      { err: error, method: req.method, path: route.path },
      'request failed',
    );
    if (res.headersSent) res.destroy();
    else if (isPassingFailure(error)) {
      const { code, message, nextStep } = new DatabaseBusyError(error);
      sendJson(res, 503, { code, message, nextStep });
    } else sendJson(res, 500, { code: 'internal_error', message: 'Something went wrong on our side.' });
  }
}
