import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { openSocket } from '../../test/web-socket-client.ts';

const base = await createTestDeps({ jobs: [] });
const limits = {
  ...base.config.limits,
  messageBytes: 40_000,
  firstMessageBytes: 2_000,
  socketsPerAddress: 3,
  subscriptionsPerViewer: 4,
  operationsPerSocket: 3,
  unreadBytes: 500_000,
};
const deps = { ...base, config: { ...base.config, limits } };
const team = await createTestTeam(deps);
const key = await testApiKey(team);
const authorization = `Bearer ${key}`;
const { url } = await startTestServer(deps);
const patient = { ...deps.config, limits: { ...limits, operationsPerSocket: 10_000 } };
const { url: patientUrl } = await startTestServer({ ...deps, config: patient });

const QUERY = '{ __typename }';
const FOLLOW = 'subscription { teamEvents { type } }';
/** The server believes its own machine, as it would a proxy; each test comes from an address of its own. */
const from = (address: string) => ({ 'x-forwarded-for': address });

test('an address has a number of sockets, and one that closes makes room', async () => {
  const open = () => openSocket(url, { authorization }, from('203.0.113.1'));
  const clients = [await open(), await open(), await open()];
  const refused = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: from('203.0.113.1'),
  });
  const [error] = (await once(refused, 'error')) as [Error];
  expect(error.message).toContain('429');
  const other = await openSocket(url, { authorization }, from('203.0.113.2'));
  other.socket.close();

  clients[0]!.socket.terminate();
  for (;;) {
    const again = await open().catch(() => null);
    if (again) {
      again.socket.close();
      break;
    }
    await nextTurn();
  }
  for (const { socket } of clients) socket.close();
});

test('a message has a size, and a smaller one before the connection is acknowledged', async () => {
  const pad = (size: number) => 'x'.repeat(size);
  const greet = async (size: number) => {
    const client = await openSocket(url, null, from('203.0.113.3'));
    client.send({ type: 'connection_init', payload: { authorization, pad: pad(size) } });
    return client;
  };
  const client = await greet(limits.firstMessageBytes - 200);
  await client.receives(({ type }) => type === 'connection_ack');
  client.send({
    type: 'subscribe',
    id: '1',
    payload: { query: `${QUERY} #${pad(limits.messageBytes - 200)}` },
  });
  await client.receives(({ type }) => type === 'complete');
  client.send({ type: 'subscribe', id: '2', payload: { query: `${QUERY} #${pad(limits.messageBytes)}` } });
  expect(await client.closes).toBe(1009);

  expect(await (await greet(limits.firstMessageBytes)).closes).toBe(1009);
});

test('a socket has a number of operations, and one that ends makes room', async () => {
  const client = await openSocket(url, { authorization }, from('203.0.113.4'));
  const follow = (id: string) => client.send({ type: 'subscribe', id, payload: { query: FOLLOW } });
  for (const id of ['1', '2', '3', '4']) follow(id);
  expect(await client.receives(({ type }) => type === 'error')).toMatchObject({
    id: '4',
    payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
  });
  client.send({ type: 'complete', id: '1' });
  client.send({ type: 'subscribe', id: '5', payload: { query: QUERY } });
  await client.receives(({ type, id }) => type === 'next' && id === '5');
  client.socket.close();
  await client.closes;
});

test('a viewer has a number of subscriptions over all sockets, and one that ends makes room', async () => {
  const viewer = `Bearer ${await testApiKey(team)}`;
  const open = () => openSocket(patientUrl, { authorization: viewer }, from('203.0.113.5'));
  const [one, two] = [await open(), await open()];
  const follow = (client: typeof one, id: string) =>
    client.send({ type: 'subscribe', id, payload: { query: FOLLOW } });
  // An answer to the query tells that what came before it has been taken in.
  const settled = async (client: typeof one, id: string) => {
    client.send({ type: 'subscribe', id, payload: { query: '{ viewer { team { name } } }' } });
    await client.receives((message) => message.id === id && message.type === 'complete');
  };
  for (const id of ['1', '2']) follow(one, id);
  for (const id of ['1', '2']) follow(two, id);
  await Promise.all([settled(one, 'settled'), settled(two, 'settled')]);
  follow(two, '3');
  expect(await two.receives(({ id, type }) => id === '3' && type !== 'complete')).toMatchObject({
    payload: { errors: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] },
  });
  one.socket.close();
  await one.closes;
  for (let tries = 0; ; tries++) {
    const id = `again${tries}`;
    follow(two, id);
    await settled(two, `after${tries}`);
    if (!two.messages.some((message) => message.id === id)) break;
  }
  two.socket.close();
});

test('a client that asks and does not read is closed with a code', async () => {
  const client = await openSocket(patientUrl, { authorization }, from('203.0.113.6'));
  client.socket.pause();
  // Answers of tens of kilobytes each, more than any buffer of a connection holds.
  const query = `{ ${Array.from({ length: 150 }, (_, i) => `${'a'.repeat(200)}${i}: __typename`).join(' ')} }`;
  for (let i = 0; i < 500; i++) client.send({ type: 'subscribe', id: String(i), payload: { query } });
  // All requests are on their way once this one is.
  await new Promise((resolve) => client.socket.send('{"type":"ping"}', resolve));
  // Somebody else's turns go by while the answers are made.
  const other = await openSocket(patientUrl, { authorization }, from('203.0.113.7'));
  for (let i = 0; i < 150; i++) {
    other.send({ type: 'subscribe', id: String(i), payload: { query: QUERY } });
    await other.receives(({ id, type }) => id === String(i) && type === 'complete');
  }
  other.socket.close();
  client.socket.resume();
  expect(await client.closes).toBe(4413);
  expect(client.messages.length).toBeLessThan(2 * 500);
});
