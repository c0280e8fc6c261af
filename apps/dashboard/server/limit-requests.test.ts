import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { afterAll, expect, it } from 'vitest';
import { FORM_BYTES, limitForms, requestTimes } from './limit-requests.ts';

const app = express();
app.use(limitForms(300));
app.use(express.text({ type: '*/*', limit: '100mb' }), (req, res) => void res.send(String(req.body.length)));
const server = createServer({ ...requestTimes, headersTimeout: 300, connectionsCheckingInterval: 100 }, app);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const post = (body: string | ReadableStream) =>
  fetch(`http://127.0.0.1:${port}/sign-in`, { method: 'POST', body, duplex: 'half' } as RequestInit);

it('takes a form up to its limit, and none that hides its size', async () => {
  expect(await (await post('x'.repeat(FORM_BYTES))).text()).toBe(String(FORM_BYTES));
  expect((await post('x'.repeat(FORM_BYTES + 1))).status).toBe(413);
  expect((await post(new Blob(['x']).stream())).status).toBe(411);
});

it.each([
  ['its headers', 'POST / HTTP/1.1\r\nHost: x\r\n'],
  ['its form', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nx'],
])('hangs up on a client that does not end %s', async (_what, beginning) => {
  const socket = connect(port, '127.0.0.1');
  socket.write(beginning);
  expect(await text(socket)).toMatch(/^$|408/);
});
