import { once } from 'node:events';
import type { Socket } from 'node:net';
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
  socketsPerViewer: 5,
  subscriptionsPerAddress: 6,
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

test('a viewer has a number of sockets from all addresses together, and one that closes makes room', async () => {
  const viewer = { authorization: `Bearer ${await testApiKey(team)}` };
  const open = (at: number) => openSocket(url, viewer, from(`198.51.100.${at}`));
  const clients = await Promise.all(Array.from({ length: limits.socketsPerViewer }, (_, at) => open(at)));
  await expect(open(6)).rejects.toThrow('closed with 1013');
  // Somebody else at the same address is not kept out.
  const other = await openSocket(url, { authorization }, from('198.51.100.1'));
  clients[0]!.socket.close();
  await expect.poll(() => open(7).catch(() => null)).not.toBeNull();
  for (const { socket } of [...clients, other]) socket.close();
});

test('a first message that does not end is cut off while it arrives', async () => {
  const roomy = { ...deps.config, limits: { ...limits, messageBytes: 10_000_000 } };
  const { url: roomyUrl } = await startTestServer({ ...deps, config: roomy });
  const client = await openSocket(roomyUrl, null, from('203.0.113.8'));
  const { writable } = rawSocketOf(client.socket);
  // A frame of text that announces 9 MB, masked with zeros (RFC 6455, 5.2).
  const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x89, 0x54, 0x40, 0, 0, 0, 0]);
  rawSocketOf(client.socket).write(Buffer.concat([head, Buffer.alloc(200_000, 'x')]));
  expect(writable).toBe(true);
  expect(await client.closes).toBe(1009);
});

/** A client cannot send a part of a frame by its own means. */
function rawSocketOf(socket: WebSocket): Socket {
  return (socket as unknown as { _socket: Socket })._socket;
}

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

test('an address has a number of subscriptions, whoever they are of', async () => {
  const there = from('203.0.113.9');
  const clients = await Promise.all(
    [0, 1].map(async () =>
      openSocket(patientUrl, { authorization: `Bearer ${await testApiKey(team)}` }, there),
    ),
  );
  const refused = () =>
    clients.flatMap(({ messages }) => messages).filter((each) => JSON.stringify(each).includes('TOO_MANY'));
  for (const [at, client] of clients.entries())
    for (let id = 0; id < limits.subscriptionsPerAddress / 2 + at; id++)
      client.send({ type: 'subscribe', id: `${id}`, payload: { query: FOLLOW } });
  await expect.poll(() => refused().length).toBe(1);
  expect(JSON.stringify(refused())).toContain('one address');
  const elsewhere = await openSocket(
    patientUrl,
    { authorization: `Bearer ${await testApiKey(team)}` },
    from('203.0.113.10'),
  );
  elsewhere.send({ type: 'subscribe', id: '1', payload: { query: FOLLOW } });
  elsewhere.send({ type: 'subscribe', id: 'settled', payload: { query: '{ viewer { team { name } } }' } });
  await elsewhere.receives(({ id, type }) => id === 'settled' && type === 'complete');
  expect(elsewhere.messages.some(({ id }) => id === '1')).toBe(false);
  for (const { socket } of [...clients, elsewhere]) socket.close();
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
