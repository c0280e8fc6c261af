import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { limitSilence } from './limit-body.ts';

const KEEP_ALIVE_MS = 2_000;
const sockets: Socket[] = [];
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, keepAliveTimeoutBuffer: 0 }, (req, res) => {
  limitSilence(req, res, 60_000);
  res.end('here');
});
server.on('connection', (socket) => sockets.push(socket));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterAll(() => {
  agent.destroy();
  server.close();
});

async function ask(): Promise<void> {
  const [response] = await once(get({ port, host: '127.0.0.1', agent }), 'response');
  response.resume();
  await once(response, 'end');
}

test('a connection that is kept alive gathers no listeners, and still ends when it is idle', async () => {
  await ask();
  const [connection] = sockets as [Socket];
  const after = connection.listenerCount('timeout');
  for (let requests = 0; requests < 20; requests++) await ask();
  expect(sockets).toHaveLength(1);
  expect(connection.listenerCount('timeout')).toBe(after);
  await expect.poll(() => connection.destroyed, { timeout: 5 * KEEP_ALIVE_MS }).toBe(true);
});
