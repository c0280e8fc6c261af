// First and on its own: what is imported below asks for the mode while it loads.
import './server/mode.ts';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import express from 'express';
import { readEnv } from './app/env.server.ts';
import { requestAdmitter } from './server/admit-request.ts';
import { createApiProxy, isApiPath } from './server/api-proxy.ts';
import { refuseForeignForms } from './server/foreign-forms.ts';
import { announceReady, stopWithParent } from './server/lifecycle.ts';
import { limitForms, requestTimes } from './server/limit-requests.ts';
import { development } from './server/mode.ts';
import { builtPages } from './server/pages.ts';
import { answerErrors, guardConnections, refuse, refuseUpgrade } from './server/refuse.ts';
import { commonHeaders, pagePolicy } from './server/security-headers.ts';

const env = readEnv();
const admitRequest = requestAdmitter(env.trustedProxies);
const app = express();
const setCommonHeaders = commonHeaders(env.appUrl);
const server = createServer(requestTimes, (req, res) => {
  setCommonHeaders(res);
  const admitted = admitRequest(req);
  if ('refused' in admitted) refuse(res, admitted.refused);
  else app(req, res);
});
guardConnections(server);

const proxy = createApiProxy(env.apiUrl);
const pages = development
  ? await (await import('./server/development-pages.ts')).developmentPages()
  : await builtPages();

app.disable('x-powered-by');
// Believed, because they are settled before.
app.set('trust proxy', true);
app.use((req, res, next) => void proxy(req, res, next).catch(next));
app.use(pagePolicy({ pictureOrigins: env.pictureOrigins, development }));
app.use(limitForms());
app.use(refuseForeignForms(env.appUrl));
for (const handler of pages.handlers) app.use(handler);
app.use(answerErrors);

server.on('upgrade', (req, socket, head) => {
  const admitted = admitRequest(req);
  if ('refused' in admitted) refuseUpgrade(socket, admitted.refused);
  else if (isApiPath(admitted.path)) proxy.upgrade(req, socket as Socket, head);
  else pages.upgrade(req, socket, head);
});
stopWithParent(server, pages.close);
server.listen(env.port, env.host, announceReady);
