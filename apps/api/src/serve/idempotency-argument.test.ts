import { expect, test } from 'vitest';
import { CREATE, CREATE_WITH_KEY, createKeyedRequests } from '../../test/keyed-requests.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { openSocket } from '../../test/web-socket-client.ts';
import { allJobs } from './worker.ts';

const deps = await createTestDeps({ jobs: allJobs });
const { url, team, startServer, send, postsOf } = await createKeyedRequests(deps);

test('the keys of several fields are their own, and one that comes again is not done again', async () => {
  const query = `mutation ($one: CreatePostInput!, $two: CreatePostInput!, $k1: String, $k2: String) {
    one: createPost(input: $one, idempotencyKey: $k1) { ...Made }
    ...Second
  }
  fragment Second on Mutation { two: createPost(input: $two, idempotencyKey: $k2) { ...Made } }
  fragment Made on CreatePostResult { __typename ... on Post { id caption } ... on Error { code } }`;
  const one = { ...team.input, caption: 'field one' };
  const two = { ...team.input, caption: 'field two' };
  const ask = async (k1: string, k2: string) => JSON.parse((await send(query, { one, two, k1, k2 })).body);
  const first = await ask('f1', 'f2');
  expect(first).toMatchObject({
    data: {
      one: { __typename: 'Post', id: expect.any(String), caption: 'field one' },
      two: { __typename: 'Post', id: expect.any(String), caption: 'field two' },
    },
  });
  const again = await ask('f1', 'f3');
  expect(again.data.one).toEqual(first.data.one);
  expect(again.data.two.id).not.toBe(first.data.two.id);
  expect(again.extensions.idempotency).toEqual({ replayed: ['one'] });
  expect([await postsOf('field one'), await postsOf('field two')]).toEqual([1, 2]);

  const wrong = await ask('f4', 'f2');
  expect(wrong.data.two).toEqual(first.data.two);
  const same = await ask('f5', 'f5');
  expect(same.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(await postsOf('field one')).toBe(2);
});

test('fields with keys of their own have the size of an answer together', async () => {
  const { url: small } = await startServer({ answerFields: 100 });
  const field = (name: string, key: string) => `${name}: createPost(input: $input, idempotencyKey: "${key}") {
    ... on Post { events(first: 30) { edges { cursor } } } }`;
  const ask = (fields: string) =>
    send(
      `mutation ($input: CreatePostInput!) { ${fields} }`,
      { input: { ...team.input, caption: 'how large' } },
      { at: small },
    );
  expect(JSON.parse((await ask(field('one', 'size 1'))).body)).not.toHaveProperty('errors');
  const both = await ask(`${field('one', 'size 2')} ${field('two', 'size 3')}`);
  expect(JSON.parse(both.body)).toMatchObject({
    errors: [{ message: expect.stringMatching(/^The answer could have \d+ fields; at most 100/) }],
  });
  expect(await postsOf('how large')).toBe(1);
});

test('the same field under another name gets the same answer, another selection does not', async () => {
  const ask = async (query: string) =>
    JSON.parse((await send(query, { input: { ...team.input, caption: 'renamed' }, key: 'renamed' })).body);
  const { data } = await ask(CREATE_WITH_KEY);
  const renamed = await ask(CREATE_WITH_KEY.replace('createPost(', 'draft: createPost('));
  expect(renamed.data).toEqual({ draft: data.createPost });
  const smaller = await ask(CREATE_WITH_KEY.replace('caption createdAt', ''));
  expect(smaller.data.createPost).toMatchObject({ code: 'idempotency_key_reused' });
});

/** What it cost depends on what else was asked. */
function withoutCost({
  extensions: { cost: _, ...extensions },
  ...answer
}: {
  extensions: Record<string, unknown>;
}) {
  return { ...answer, extensions };
}

test('over a WebSocket the argument counts, and a header of the handshake does not', async () => {
  const socket = await openSocket(
    url,
    { authorization: `Bearer ${team.apiKey}` },
    { 'idempotency-key': '"of the handshake"' },
  );
  let id = 0;
  const ask = async (query: string, variables: object) => {
    const name = String(++id);
    socket.send({ type: 'subscribe', id: name, payload: { query, variables } });
    const { payload } = await socket.receives(({ type, id }) => type !== 'complete' && id === name);
    // biome-ignore lint/suspicious/noExplicitAny: an answer
    return payload as any;
  };
  const input = { ...team.input, caption: 'by socket' };
  const first = await ask(CREATE_WITH_KEY, { input, key: 'socket' });
  const again = await ask(CREATE_WITH_KEY, { input, key: 'socket' });
  expect(withoutCost(again)).toEqual({
    data: first.data,
    extensions: { idempotency: { replayed: ['createPost'] } },
  });
  const overHttp = await send(CREATE_WITH_KEY, { input, key: 'socket' });
  expect(withoutCost(JSON.parse(overHttp.body))).toEqual(withoutCost(again));
  expect(overHttp.replayed).toBe('true');
  await ask(CREATE, { input });
  await ask(CREATE, { input });
  expect(await postsOf('by socket')).toBe(3);
  socket.socket.close();
});
