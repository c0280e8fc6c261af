import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { globalId, NODE_TYPES } from '../global-id.ts';
import { schema } from './schema.ts';

const world = await createPublishingWorld();
const { deps, team } = world;
const { url } = await startTestServer(deps);
const ask = graphqlClient(url, await testApiKey(team));
const codes = (answer: { errors?: { extensions: Record<string, unknown> }[] }) =>
  answer.errors?.map(({ extensions }) => extensions.code);

test('every type that has a global id is one that node takes', () => {
  const nodes = [...schema.getImplementations(schema.getType('Node') as never).objects].map(
    ({ name }) => name,
  );
  expect(nodes.sort()).toEqual([...NODE_TYPES]);
});

test.each(['__proto__', 'constructor', 'Grant', 'Session', 'PostStatus', 'String', '__Schema'])(
  'an id of the type %s names nothing',
  async (name) => {
    const id = Buffer.from(`${name}:${world.accountId}`).toString('base64');
    const one = await ask('query ($id: ID!) { node(id: $id) { id } }', { id });
    const many = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id] });
    expect([one, many]).toEqual([
      { status: 200, data: { node: null } },
      { status: 200, data: { nodes: [null] } },
    ]);
  },
);

const EVENTS_OF_POST =
  'query ($id: ID!, $after: String) { node(id: $id) { ... on Post { events(after: $after) { edges { cursor } } } } }';

test('a cursor of another list is refused, at the root and below a node', async () => {
  const postId = globalId('Post', await world.draft());
  const ofEvents = (await ask('{ events(first: 1) { edges { cursor } } }')).data.events.edges[0].cursor;
  const ofPosts = (await ask('{ posts(first: 1) { edges { cursor } } }')).data.posts.edges[0].cursor;
  const forged = [
    'GPC:S:\u0000',
    'GPC:J:[]',
    `GPC:T:["S:${team.teamId}","I:99999999999999999999"]`,
    'GPC:D:1',
  ];
  for (const after of [...forged.map((text) => Buffer.from(text).toString('base64')), '\u0000']) {
    for (const list of ['posts', 'events', 'accounts', 'mediaAssets', 'schedules'])
      expect(
        codes(await ask(`query ($after: String) { ${list}(after: $after) { edges { cursor } } }`, { after })),
      ).toEqual(['BAD_USER_INPUT']);
    expect(codes(await ask(EVENTS_OF_POST, { id: postId, after }))).toEqual(['BAD_USER_INPUT']);
  }
  expect(
    codes(await ask('query ($after: String) { posts(after: $after) { totalCount } }', { after: ofEvents })),
  ).toEqual(['BAD_USER_INPUT']);
  expect(codes(await ask(EVENTS_OF_POST, { id: postId, after: ofPosts }))).toEqual(['BAD_USER_INPUT']);
  expect((await ask(EVENTS_OF_POST, { id: postId, after: ofEvents })).errors).toBeUndefined();
});

test.each([
  ['1970-01-01T00:00:00.000Z', undefined],
  ['1969-12-31T23:59:59.999Z', ['BAD_USER_INPUT']],
  ['9999-12-31T23:59:59.999Z', undefined],
  ['9999-12-31T23:59:59.999-00:01', ['BAD_USER_INPUT']],
  ['0000-01-01T00:00:00Z', ['BAD_USER_INPUT']],
  ['2026-02-28T00:00:00Z', undefined],
  ['2026-02-29T00:00:00Z', ['BAD_USER_INPUT']],
])('an instant of %s: %j', async (from, expected) => {
  const query = 'query ($from: DateTime) { posts(filter: { publishAtFrom: $from }) { totalCount } }';
  expect(codes(await ask(query, { from }))).toEqual(expected);
});

test('a text with U+0000 or half a surrogate pair is refused with its field named, and nothing is written', async () => {
  const create = /* GraphQL */ `
    mutation ($input: CreatePostInput!) {
      createPost(input: $input) { __typename ... on ValidationError { code path message } }
    }
  `;
  const ids = {
    accountId: globalId('Account', world.accountId),
    mediaAssetId: globalId('MediaAsset', world.video.id),
  };
  const before = await deps.db.post.count();
  for (const caption of ['a\u0000b', 'a\ud800b', '\udfff']) {
    const { data } = await ask(create, { input: { ...ids, caption } });
    expect(data.createPost).toMatchObject({
      __typename: 'ValidationError',
      code: 'invalid_input',
      path: ['caption'],
      message: expect.stringContaining('U+0000'),
    });
  }
  expect(await deps.db.post.count()).toBe(before);
  const { data } = await ask(create, { input: { ...ids, caption: '🎬\ufffd\u0001' } });
  expect(data.createPost.__typename).toBe('Post');
});

test.each(['variables', 'extensions'])('a query string whose %s are no JSON is bad input', async (name) => {
  for (const text of ['[', '%00', '{"a":']) {
    const response = await fetch(`${url}/graphql?query={__typename}&${name}=${text}`);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect([response.status, errors.map(({ extensions }) => extensions.code)]).toEqual([
      400,
      ['BAD_REQUEST'],
    ]);
  }
});
