import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import express from 'express';
import { readEnv } from './app/env.server.ts';
import { createApiProxy, isApiPath } from './server/api-proxy.ts';
import { settleForwardedHeaders } from './server/forwarded-headers.ts';
import { announceReady, stopWithParent } from './server/lifecycle.ts';
import { builtPages, developmentPages } from './server/pages.ts';
import { securityHeaders } from './server/security-headers.ts';

const env = readEnv();
const app = express();
const server = createServer(app);
// An upload on a slow line may take hours; headers still have to arrive within Node's usual minute.
server.requestTimeout = 0;

const proxy = createApiProxy(env.apiUrl);
const pages = await (env.production ? builtPages() : developmentPages(server));

app.disable('x-powered-by');
// Believed, because the first handler rewrites them.
app.set('trust proxy', true);
app.use((req, _res, next) => {
  settleForwardedHeaders(req);
  next();
});
app.use((req, res, next) => void proxy(req, res, next).catch(next));
app.use(securityHeaders({ pictureOrigins: env.pictureOrigins, development: !env.production }));
for (const handler of pages.handlers) app.use(handler);

server.on('upgrade', (req, socket, head) => {
  if (!isApiPath(new URL(req.url ?? '/', 'http://localhost').pathname)) {
    // In development the rest are Vite's own sockets.
    if (env.production) socket.destroy();
    return;
  }
  settleForwardedHeaders(req);
  proxy.upgrade(req, socket as Socket, head);
});
stopWithParent(server, pages.close);
server.listen(env.port, announceReady);
