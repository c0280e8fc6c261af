import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { globalId } from '../global-id.ts';

const base = await createTestDeps({ jobs: [] });
const { limits } = base.config;
const hasty = { ...limits, headersMs: 400, bodyMs: 400, uploadIdleMs: 400 };
const team = await createTestTeam(base);
const key = await testApiKey(team);
const { url } = await startTestServer(base);
const { url: hastyUrl } = await startTestServer({ ...base, config: { ...base.config, limits: hasty } });
const ask = graphqlClient(url, key);

const post = (path: string, body: string | ReadableStream) =>
  fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      origin: base.config.appUrl,
    },
    body,
    ...(typeof body !== 'string' && { duplex: 'half' }),
  } as RequestInit);

/** Chunked, so that nobody can know its size before it was read. */
const streamed = (body: string) => new Blob([body]).stream();

const query = JSON.stringify({ query: '{ instance { appAudited } }' });

test.each(['announced', 'chunked'])(
  'a GraphQL body, %s, is read up to its limit and no further',
  async (how) => {
    const send = async (size: number) => {
      const body = query.padEnd(size);
      return (await post('/graphql', how === 'chunked' ? streamed(body) : body)).status;
    };
    expect(await send(limits.bodyBytes)).toBe(200);
    expect(await send(limits.bodyBytes + 1)).toBe(413);
  },
);

test('a body for the sign-in is refused unread past its limit, and when it does not say how long it is', async () => {
  const json = JSON.stringify({ email: 'nobody@example.com', password: 'wrong password' });
  const send = async (body: string | ReadableStream) => (await post('/auth/sign-in/email', body)).status;
  expect(await send(json.padEnd(limits.signInBytes))).toBe(401);
  expect(await send(json.padEnd(limits.signInBytes + 1))).toBe(413);
  expect(await send(streamed(json))).toBe(411);
});

test('a webhook is read up to its limit', async () => {
  expect((await post('/webhooks/tiktok', '{}'.padEnd(limits.webhookBytes))).status).toBe(401);
  expect((await post('/webhooks/tiktok', '{}'.padEnd(limits.webhookBytes + 1))).status).toBe(413);
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
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const before = process.memoryUsage().rss;
    delay.enable();
    const statuses = await Promise.all(Array.from({ length: 10 }, () => flood(path, 60, announced)));
    delay.disable();
    expect(statuses.filter((status) => ![0, 411, 413].includes(status))).toEqual([]);
    expect(delay.max / 1e6).toBeLessThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  },
);

test('ten thousand ids are refused as one list too long, at once', async () => {
  const ids = (count: number) => Array.from({ length: count }, () => globalId('Post', crypto.randomUUID()));
  const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  expect((await ask(nodes, { ids: ids(limits.listItems) })).data.nodes).toHaveLength(limits.listItems);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  for (const count of [limits.listItems + 1, 10_000]) {
    const { errors } = await ask(nodes, { ids: ids(count) });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining(`at most ${limits.listItems} entries`),
      extensions: { code: 'invalid_input', inputPath: ['ids'] },
    });
  }
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(1000);
});

/** Sends the beginning of a request and nothing more. @returns what the server says before it hangs up */
async function beginning(of: string): Promise<string> {
  const socket = connect(Number(new URL(hastyUrl).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(of);
  return text(socket);
}

test.each([
  ['says nothing', '', /^$|408/],
  ['does not end its headers', 'GET /graphql HTTP/1.1\r\nHost: x\r\n', /408/],
  [
    'does not end its body',
    'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    /408/,
  ],
  [
    'does not end its sign-in',
    'POST /auth/sign-in/email HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    /408/,
  ],
  [
    'falls silent while it uploads',
    `POST /uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 100\r\nUpload-Metadata: filename YQ==\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 100\r\n\r\nx`,
    /^$/,
  ],
])('a client that %s is hung up on', async (_what, request, answer) => {
  expect(await beginning(request)).toMatch(answer);
});
