import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';

const deps = await createTestDeps({ jobs: [] });
const { url } = await startTestServer(deps);
const authorization = `Bearer ${await testApiKey(await createTestTeam(deps))}`;

const INIT = JSON.stringify({ type: 'connection_init', payload: { authorization } });
const FOLLOW = JSON.stringify({
  id: '1',
  type: 'subscribe',
  payload: { query: 'subscription { teamEvents { type } }' },
});
const initOf = (payload: object) => JSON.stringify({ type: 'connection_init', payload });

/** What a client sends, each once the one before was answered where it is, and how the server closes. */
test.concurrent.each([
  { code: 4400, reason: 'Invalid message received', why: 'no JSON', sends: ['{'] },
  {
    code: 4400,
    reason: 'Invalid message received',
    why: 'no message of the protocol',
    sends: ['{"type":"start"'],
  },
  {
    code: 4400,
    reason: 'Bad request',
    why: 'a key that no header can hold',
    sends: [initOf({ authorization: 'a\r\nb' })],
  },
  {
    code: 4401,
    reason: 'Unauthorized',
    why: 'a subscription before the connection is acknowledged',
    sends: [FOLLOW],
  },
  { code: 4401, reason: 'Unauthorized', why: 'nobody signed in', sends: [initOf({})] },
  {
    code: 4403,
    reason: 'Forbidden',
    why: 'a wrong key',
    sends: [initOf({ authorization: 'Bearer adk_wrong' })],
  },
  { code: 4408, reason: 'Connection initialisation timeout', why: 'silence', sends: [] },
  {
    code: 4409,
    reason: 'Subscriber for 1 already exists',
    why: 'an id that is taken',
    sends: [INIT, FOLLOW, FOLLOW],
  },
  { code: 4429, reason: 'Too many initialisation requests', why: 'a second greeting', sends: [INIT, INIT] },
])('a socket is closed with $code for $why', async ({ code, reason, sends }) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = once(socket, 'close') as Promise<[number, Buffer]>;
  await once(socket, 'open');
  for (const text of sends) {
    socket.send(text);
    if (text === INIT && text !== sends.at(-1)) await once(socket, 'message');
  }
  const [closedWith, why] = await closed;
  expect([closedWith, String(why)]).toEqual([code, reason]);
});

test('a socket of another protocol is closed with 4406', async () => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`);
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(4406);
});
