import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { findFreePort } from '@airdate/db/embedded';
import { afterAll, expect, test } from 'vitest';
import { BUSY_PROBE, howBusy } from '../../test/busy-probe.ts';
import { graphqlClient, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { openSocket } from '../../test/web-socket-client.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import { globalId } from '../global-id.ts';

/** Nobody waits longer for what somebody else sent; CPU time, so that a busy machine does not count. */
const STALL_MS = 200;

const world = await createPublishingWorld();
const { deps } = world;
const { limits } = deps.config;
const key = await testApiKey(world.team, 'OWNER');
const posts = await Promise.all(Array.from({ length: 100 }, () => world.draft()));
const port = await findFreePort();
const url = `http://127.0.0.1:${port}`;
const served = await startProcess(deps, 'http', { API_PORT: String(port), NODE_OPTIONS: BUSY_PROBE });
afterAll(() => killHard(served));

const ask = graphqlClient(url, key);
// Code is compiled and caches are filled at the first requests, whoever sends them.
for (let i = 0; i < 30; i++)
  await ask(`{ a${i}: posts(first: 100) { edges { node { id caption status } } } }`);

const FULL = limits.bodyBytes - 1000;
const fill = (text: string, bytes = FULL) => text.repeat(Math.floor(bytes / text.length));
const many = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const CREATE = 'mutation ($input: CreatePostInput!) { createPost(input: $input) { __typename } }';
const manyKeys = (count: number, name = 'k') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, 1]));

async function post(path: string, body: string, contentType = 'application/json'): Promise<string> {
  const headers = {
    'content-type': contentType,
    authorization: `Bearer ${key}`,
    origin: new URL(deps.config.appUrl).origin,
  };
  return (await fetch(url + path, { method: 'POST', headers, body })).text();
}

const graphql = (query: string, variables?: unknown) =>
  post('/graphql', JSON.stringify({ query, variables }));
const nodes = (selection: string) =>
  graphql(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Post { ${selection} } } }`, {
    ids: [...posts, ...posts].slice(0, limits.listItems).map((id) => globalId('Post', id)),
  });

const REQUESTS: Record<string, () => Promise<string>> = {
  'a name as long as the body': () => graphql(`{ ${fill('a')} }`),
  'a comment as long as the body': () => graphql(`{ __typename } #${fill('x')}`),
  'a block of lines': () => graphql(`{ node(id: """${fill('  a\n', FULL / 2)}""") { id } }`),
  'nothing but braces': () => graphql(fill('{a')),
  'hundreds of unknown fields': () => graphql(`{ ${many(900, (at) => `zost${at}`)} }`),
  'fragments that overlap and repeat each other': () =>
    graphql(
      `{ ${many(30, (at) => `...F${at}`)} } ${many(30, (at) => `fragment F${at} on Query { ...F${(at + 1) % 30} a${at}: viewer { team { name id slug } } viewer { team { name } } }`)}`,
    ),
  'hundreds of variables': () => graphql(`query (${many(190, (at) => `$v${at}: Int`)}) { __typename }`),
  'a list of numbers for ids': () => graphql(NODES, { ids: Array(120_000).fill(1) }),
  'a list of nulls for ids': () => graphql(NODES, { ids: Array(50_000).fill(null) }),
  'lists in lists for an id': () =>
    post(
      '/graphql',
      `{"query":${JSON.stringify(NODES)},"variables":{"ids":${fill('[', FULL / 2)}${fill(']', FULL / 2)}}}`,
    ),
  'objects in objects for a variable that is not there': () =>
    post(
      '/graphql',
      `{"query":"{ __typename }","variables":{"x":${fill('{"a":', FULL / 1.3)}1${fill('}', FULL / 6.6)}}}`,
    ),
  'thousands of variables that are not there': () => graphql('{ __typename }', manyKeys(20_000)),
  'thousands of unknown members of an input': () => graphql(CREATE, { input: manyKeys(20_000) }),
  'thousands of members that are almost known': () => graphql(CREATE, { input: manyKeys(16_000, 'captio') }),
  'unknown members beside a long text': () =>
    graphql(CREATE, { input: { ...manyKeys(60), x: fill('x', FULL - 2000) } }),
  'JSON that is none': () => post('/graphql', fill('[')),
  'a batch': () => post('/graphql', `[${fill('{"query":"{ __typename }"},', FULL)}{}]`),
  'a form': () => post('/graphql', fill('a=b&'), 'application/x-www-form-urlencoded'),
  'a form of many parts': () =>
    post(
      '/graphql',
      fill('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n'),
      'multipart/form-data; boundary=x',
    ),
  'a sign-in of many parts': () =>
    post(
      '/auth/sign-in/email',
      fill('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n', limits.signInBytes),
      'multipart/form-data; boundary=x',
    ),
  'a sign-in of nothing but dots': () =>
    post('/auth/sign-in/email', `{"email":"${fill('a.', limits.signInBytes - 100)}","password":"p"}`),
  'a webhook of nothing but brackets': () => post('/webhooks/tiktok', fill('[', limits.webhookBytes)),
  'the largest answer': () => nodes(many(99, (at) => `a${at}: availableActions`)),
  'a larger answer than the largest': () => nodes(many(300, (at) => `a${at}: availableActions`)),
};

test.each(Object.entries(REQUESTS))('%s holds nobody up', async (_what, send) => {
  await howBusy(served);
  const answer = await send();
  // No answer repeats many times what was sent.
  expect(answer.length).toBeLessThan(4 * limits.bodyBytes);
  expect((await howBusy(served)).longestMs).toBeLessThan(STALL_MS);
});

test('an answer has a number of fields, counted once for each item that may be in it', async () => {
  const page = (fields: number) =>
    `{ posts(first: 100) { edges { node { ${many(fields, (at) => `a${at}: id`)} } } } }`;
  const fields = Math.floor(limits.answerFields / 100) - 3;
  expect((await ask(page(fields))).errors).toBeUndefined();
  expect((await ask(page(fields + 3))).errors?.[0]).toMatchObject({
    message: expect.stringContaining(`at most ${limits.answerFields}`),
    extensions: { code: 'BAD_USER_INPUT' },
  });
  expect((await ask(page(fields + 3).replace('100', '90'))).errors).toBeUndefined();
});

const MEGABYTE = Buffer.alloc(1_000_000, 0x20);

/** Sends a body of one megabyte many times over, announced or in chunks. @returns the status, 0 without an answer */
async function flood(path: string, megabytes: number, announced: boolean): Promise<number> {
  const req = request(url + path, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': 'application/json',
      ...(announced ? { 'content-length': megabytes * MEGABYTE.length } : { 'transfer-encoding': 'chunked' }),
    },
  });
  const answered = new Promise<number>((resolve) => {
    req.on('response', (res) => resolve(res.resume().statusCode ?? 0));
    req.on('error', () => resolve(0));
  });
  void pipeline(Readable.from(Array.from({ length: megabytes }, () => MEGABYTE)), req).catch(() => {});
  const status = await answered;
  req.destroy();
  return status;
}

test.each([
  ['/graphql', true],
  ['/graphql', false],
  ['/auth/sign-in/email', true],
  ['/auth/sign-in/email', false],
  ['/webhooks/tiktok', true],
  ['/webhooks/tiktok', false],
])(
  'ten bodies of 60 MB at once to %s, announced: %s, neither hold anybody up nor fill the memory',
  async (path, announced) => {
    const before = await howBusy(served);
    const statuses = await Promise.all(Array.from({ length: 10 }, () => flood(path, 60, announced)));
    const after = await howBusy(served);
    expect(statuses.filter((status) => ![0, 411, 413].includes(status))).toEqual([]);
    expect(after.longestMs).toBeLessThan(STALL_MS);
    expect(after.residentBytes - before.residentBytes).toBeLessThan(150_000_000);
  },
);

const PIPELINED = 'GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: x\r\n\r\n';

test('a hundred requests in one packet are answered in turns with everybody else', async () => {
  await howBusy(served);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(PIPELINED.repeat(100));
  let answers = 0;
  for await (const text of socket.setEncoding('utf8')) {
    answers += String(text).split('"__typename"').length - 1;
    if (answers === 100) break;
  }
  expect((await howBusy(served)).longestMs).toBeLessThan(STALL_MS);
});

test('thousands of requests in one packet close their connection, and hold nobody up', async () => {
  await howBusy(served);
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(PIPELINED.repeat(5_000));
  socket.resume();
  await closed;
  expect((await howBusy(served)).longestMs).toBeLessThan(STALL_MS);
  expect(await ask('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
});

const authorization = `Bearer ${key}`;

test.each(['pings', 'operations'])(
  'thousands of %s over a WebSocket take turns with everybody else',
  async (what) => {
    const client = await openSocket(url, { authorization });
    const sent = what === 'pings' ? 50_000 : 5_000;
    await howBusy(served);
    for (let at = 0; at < sent; at++) {
      if (what === 'pings') client.send({ type: 'ping' });
      else client.send({ type: 'subscribe', id: `${at}`, payload: { query: '{ __typename }' } });
    }
    client.send({ type: 'subscribe', id: 'last', payload: { query: '{ nothing }' } });
    await client.receives(({ id }) => id === 'last');
    expect((await howBusy(served)).longestMs).toBeLessThan(STALL_MS);
    client.socket.close();
  },
);

test('a hundred WebSocket messages of the largest size hold nobody up, and one of 10 MB closes its socket', async () => {
  const client = await openSocket(url, { authorization });
  await howBusy(served);
  const variables = { a: Array((limits.messageBytes - 200) / 2 - 100).fill(1) };
  for (let at = 0; at < 100; at++)
    client.send({ type: 'subscribe', id: `${at}`, payload: { query: '{ __typename }', variables } as never });
  for (let at = 0; at < 100; at++)
    await client.receives(({ id, type }) => id === `${at}` && type !== 'complete');
  client.socket.send(Buffer.alloc(10_000_000, 'x'));
  expect(await client.closes).toBe(1009);
  expect((await howBusy(served)).longestMs).toBeLessThan(STALL_MS);
});
