import { describe, expect, test } from 'vitest';
import { generateOperation } from '../../test/fuzz/generate-operation.ts';
import { createRandom } from '../../test/fuzz/random.ts';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { printedSchema } from '../../test/matrix/schema-walker.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { openSocket } from '../../test/web-socket-client.ts';
import { globalId } from '../global-id.ts';
import type { Limits } from '../limits.ts';

const world = await createPublishingWorld();
const { deps, team } = world;
const posts = await Promise.all(Array.from({ length: 12 }, () => world.draft()));

const serverWith = (limits: Partial<Limits>) =>
  startTestServer({ ...deps, config: { ...deps.config, limits: { ...deps.config.limits, ...limits } } });

async function askerOf({ url }: { url: string }) {
  const key = await testApiKey(team, 'OWNER');
  return async (query: string, variables: unknown = {}, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers are as varied as the queries
    return { status: response.status, headers: response.headers, ...((await response.json()) as any) };
  };
}

const POSTS = 'query ($first: Int) { posts(first: $first) { edges { node { id status } } } }';

test('an answer says what it could have cost, what it did cost and what is left', async () => {
  const ask = await askerOf(await serverWith({ costPoints: 1000, costPointsPerSecond: 10 }));
  const { extensions, headers } = await ask(POSTS, { first: 50 });
  // posts and edges once each, and then node, id and status of every post.
  const actual = 2 + 12 * 3;
  expect(extensions.cost).toEqual({
    requested: 1 + 50 * 4,
    actual,
    available: 1000 - actual,
    maximum: 1000,
    restoredPerSecond: 10,
  });
  expect(headers.get('ratelimit-policy')).toBe('"cost";q=1000;w=100;qu="points"');
  expect(headers.get('ratelimit')).toBe(`"cost";r=${1000 - actual};t=${Math.ceil(actual / 10)}`);
});

describe('a bucket of 30 points', async () => {
  const small = await serverWith({ costPoints: 30, costPointsPerSecond: 1 });

  test('refuses what it has no room for with 429, says when it has, and then has', async () => {
    const ask = await askerOf(small);
    expect((await ask(POSTS, { first: 7 })).extensions.cost).toMatchObject({ actual: 23, available: 7 });
    const refused = await ask(POSTS, { first: 3 });
    expect(refused).toMatchObject({
      status: 429,
      errors: [
        {
          extensions: {
            code: 'RATE_LIMITED',
            retryable: true,
            cost: { requested: 13, actual: 0, maximum: 30 },
          },
        },
      ],
    });
    expect(refused.data).toBeUndefined();
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBe(refused.errors[0].extensions.retryAfterSeconds);
    expect(seconds).toBeLessThanOrEqual(6);
    deps.clock.advance(seconds * 1000);
    expect((await ask(POSTS, { first: 3 })).status).toBe(200);
  });

  test('never carries out what it could never hold', async () => {
    const { status, errors, headers } = await (await askerOf(small))(POSTS, { first: 8 });
    expect([status, headers.get('retry-after')]).toEqual([429, null]);
    expect(errors[0].extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryable: false,
      retryAfterSeconds: null,
    });
  });

  test('refuses alike over a WebSocket, where what it costs stands with the answer', async () => {
    const socket = await openSocket(small.url, { authorization: `Bearer ${await testApiKey(team)}` });
    const ask = async (id: string, first: number) => {
      socket.send({ type: 'subscribe', id, payload: { query: POSTS, variables: { first } } });
      // biome-ignore lint/suspicious/noExplicitAny: an answer
      return (await socket.receives((message) => message.type !== 'complete' && message.id === id)) as any;
    };
    expect((await ask('1', 7)).payload.extensions.cost).toMatchObject({ requested: 29, actual: 23 });
    const { payload } = await ask('2', 3);
    const [error] = payload.errors ?? payload;
    expect(error.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryable: true,
      cost: { requested: 13 },
    });
    expect(error.extensions).not.toHaveProperty('http');
    socket.socket.close();
  });

  test('keeps a mutation from being carried out', async () => {
    const ask = await askerOf(small);
    await ask(POSTS, { first: 7 });
    const mutation = `mutation { cancelPost(input: { postId: "${globalId('Post', posts[0]!)}" }) { __typename } }`;
    expect((await ask(mutation)).errors[0].extensions.cost.requested).toBe(11);
    expect(await deps.db.post.findUnique({ where: { id: posts[0]! } })).toMatchObject({ status: 'DRAFT' });
  });
});

test('under a header Idempotency-Key the cost stands in the header fields alone', async () => {
  const ask = await askerOf(await serverWith({}));
  const mutation = `mutation { cancelPost(input: { postId: "${globalId('Post', posts[1]!)}" }) { __typename } }`;
  const { headers, ...answer } = await ask(mutation, {}, { 'idempotency-key': '"cost"' });
  expect(answer).toEqual({ status: 200, data: { cancelPost: { __typename: 'Post' } } });
  expect(headers.get('ratelimit')).toMatch(/^"cost";r=\d+;t=\d+$/);
});

test('whoever is not signed in is told no cost', async () => {
  const { url } = await serverWith({});
  const response = await fetch(`${url}/graphql?query={instance{appAudited}}`);
  expect(response.headers.get('ratelimit')).toBeNull();
  expect(await response.json()).toEqual({ data: { instance: { appAudited: true } } });
});

test('of no generated operation the answer costs more than was estimated', { timeout: 120_000 }, async () => {
  const ask = await askerOf(await serverWith({ costPoints: 1e9, answerFields: 1e8, documentDepth: 100 }));
  const random = createRandom(20_261_122);
  const schema = printedSchema();
  const known = {
    ids: {
      Account: [globalId('Account', world.accountId)],
      MediaAsset: [globalId('MediaAsset', world.video.id)],
      Post: posts.map((id) => globalId('Post', id)),
      Team: [globalId('Team', team.teamId)],
    },
    cursors: ['nothing'],
  };
  let answered = 0;
  let nearest = 0;
  for (let at = 0; at < 400; at++) {
    const { query, variables } = generateOperation(schema, random, known);
    const { data, extensions } = await ask(query, variables);
    if (!data) continue;
    const { requested, actual } = extensions.cost;
    expect(actual, `${query} ${JSON.stringify(variables)}`).toBeLessThanOrEqual(requested);
    answered++;
    nearest = Math.max(nearest, actual / requested);
  }
  expect(answered).toBeGreaterThan(100);
  expect(nearest).toBe(1);
});
