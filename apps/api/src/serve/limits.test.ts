import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
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

test('a list among the arguments has a number of entries', async () => {
  const ids = (count: number) => Array.from({ length: count }, () => globalId('Post', crypto.randomUUID()));
  const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  expect((await ask(nodes, { ids: ids(limits.listItems) })).data.nodes).toHaveLength(limits.listItems);
  for (const count of [limits.listItems + 1, 4_000]) {
    const { errors } = await ask(nodes, { ids: ids(count) });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining(`at most ${limits.listItems} entries`),
      extensions: { code: 'invalid_input', inputPath: ['ids'] },
    });
  }
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
