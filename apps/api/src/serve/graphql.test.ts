import { createDb } from '@airdate/db';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { globalId } from '../global-id.ts';
import { updatePost } from '../posts/update-post.ts';

const world = await createPublishingWorld();
const { deps, team } = world;

/** Statements of the operation under test, without those that find out who asks. */
const statements: string[] = [];
const counted = createDb({
  url: deps.databaseUrl,
  onQuery: ({ sql }) => !/"(api_keys|members|users)"/.test(sql) && statements.push(sql),
});
afterAll(() => counted.$disconnect());
beforeEach(() => {
  statements.length = 0;
});

const { url } = await startTestServer({ ...deps, db: counted });
const ask = graphqlClient(url, await testApiKey(team));
const stranger = await createTestTeam(deps);
const askAsStranger = graphqlClient(url, await testApiKey(stranger));
const askAsNobody = graphqlClient(url, null);

const ids = {
  accountId: globalId('Account', world.accountId),
  mediaAssetId: globalId('MediaAsset', world.video.id),
};
const CREATE = /* GraphQL */ `
  mutation ($input: CreatePostInput!) {
    createPost(input: $input) {
      __typename
      ... on Post { id caption status availableActions }
      ... on Error { code message path nextStep retryable }
    }
  }
`;

test('without a session or key everything but the instance is refused as unauthenticated', async () => {
  expect((await askAsNobody('{ viewer { role } instance { setupRequired } }')).data).toMatchObject({
    viewer: null,
  });
  for (const query of [
    '{ posts { totalCount } }',
    '{ accounts { totalCount } }',
    '{ quota { app { audited } } }',
  ]) {
    const { status, errors } = await askAsNobody(query);
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(status).toBe(401);
  }
});

test('a caption of 2200 UTF-16 units is taken and one of 2201 is refused with field and limit', async () => {
  const create = async (caption: string) =>
    (await ask(CREATE, { input: { ...ids, caption } })).data.createPost;
  const astral = '🎬';
  expect(await create(astral.repeat(1100))).toMatchObject({ __typename: 'Post' });
  const before = await deps.db.post.count();
  expect(await create(`${astral.repeat(1100)}x`)).toMatchObject({
    __typename: 'ValidationError',
    code: 'caption_too_long',
    path: ['caption'],
    message: expect.stringContaining('2200'),
  });
  expect(await deps.db.post.count()).toBe(before);
});

test('a malformed cursor and a negative page size are the caller’s fault, and said to be', async () => {
  for (const page of ['first: 1, after: "nonsense"', 'last: 1, before: "ZTE6NQ"', 'first: -1']) {
    for (const list of ['posts', 'events', 'accounts', 'mediaAssets']) {
      const { errors } = await ask(`{ ${list}(${page}) { edges { cursor } } }`);
      expect(errors?.[0]?.extensions.code, `${list}(${page})`).toBe('BAD_USER_INPUT');
    }
  }
});

test('unknown, malformed and foreign post ids are all "not found"', async () => {
  const postId = await world.draft();
  const cancel = /* GraphQL */ `
    mutation ($postId: ID!) { cancelPost(input: { postId: $postId }) { __typename ... on Error { code path } } }
  `;
  const absent = globalId('Post', '00000000-0000-7000-8000-000000000000');
  for (const id of [absent, 'abc', globalId('Account', postId), globalId('Post', "'; DROP TABLE posts")]) {
    const { data } = await ask(cancel, { postId: id });
    expect(data.cancelPost).toMatchObject({ __typename: 'NotFoundError', code: 'not_found' });
  }
  const { data } = await askAsStranger(cancel, { postId: globalId('Post', postId) });
  expect(data.cancelPost.__typename).toBe('NotFoundError');
  const seen = await askAsStranger('query ($id: ID!) { node(id: $id) { id } }', {
    id: globalId('Post', postId),
  });
  expect(seen).toMatchObject({ data: { node: null } });
  expect(seen.errors).toBeUndefined();
  expect((await deps.db.post.findUniqueOrThrow({ where: { id: postId } })).status).toBe('DRAFT');
});

async function shownHash(id: string): Promise<string> {
  const { data } = await ask('query ($id: ID!) { node(id: $id) { ... on Post { contentHash } } }', { id });
  return data.node.contentHash;
}

test('a level that the creator does not have, a missing declaration and a past time are typed refusals', async () => {
  const postId = globalId('Post', await world.draft({ privacyLevel: 'FOLLOWER_OF_CREATOR' }));
  const schedule = /* GraphQL */ `
    mutation ($input: SchedulePostInput!) {
      schedulePost(input: $input) {
        __typename
        ... on ValidationError { code path issues { code path } }
        ... on Post { status publishAt publishLocalTime publishTimeZone }
      }
    }
  `;
  const contentHash = await shownHash(postId);
  const plan = {
    postId,
    contentHash,
    timeZone: 'Europe/Berlin',
    localTime: '2020-01-01T09:00',
    agreedTo: [],
  };
  expect((await ask(schedule, { input: plan })).data.schedulePost).toMatchObject({
    code: 'time_in_past',
    path: ['localTime'],
  });
  const year = new Date().getUTCFullYear() + 1;
  const later = { ...plan, localTime: `${year}-01-05T09:00` };
  const { issues } = (await ask(schedule, { input: later })).data.schedulePost;
  expect(issues.map(({ code }: { code: string }) => code)).toEqual([
    'privacy_level_not_offered',
    'declaration_required',
  ]);
  await ask('mutation ($input: UpdatePostInput!) { updatePost(input: $input) { __typename } }', {
    input: { postId, privacyLevel: 'SELF_ONLY' },
  });
  const agreed = { contentHash: await shownHash(postId), agreedTo: ['MUSIC_USAGE'] };
  expect((await ask(schedule, { input: { ...later, ...agreed } })).data.schedulePost).toEqual({
    __typename: 'Post',
    status: 'SCHEDULED',
    publishAt: `${year}-01-05T08:00:00.000Z`,
    publishLocalTime: `${year}-01-05T09:00`,
    publishTimeZone: 'Europe/Berlin',
  });
});

test('a post that is not what was seen any more is refused with the post as it is now', async () => {
  const id = globalId('Post', await world.draft({ caption: 'As it was seen' }));
  const contentHash = await shownHash(id);
  const edit = { postId: id, contentHash, caption: 'As it is now' };
  const update = 'mutation ($input: UpdatePostInput!) { updatePost(input: $input) { __typename } }';
  expect((await ask(update, { input: edit })).data.updatePost.__typename).toBe('Post');
  const publish = /* GraphQL */ `
    mutation ($input: PublishPostInput!) {
      publishPost(input: $input) {
        __typename
        ... on Error { code retryable }
        ... on PostChangedError { post { status caption contentHash } }
      }
    }
  `;
  const input = { postId: id, contentHash, agreedTo: ['MUSIC_USAGE'] };
  expect((await ask(publish, { input })).data.publishPost).toEqual({
    __typename: 'PostChangedError',
    code: 'post_changed',
    retryable: true,
    post: { status: 'DRAFT', caption: 'As it is now', contentHash: await shownHash(id) },
  });
  const stranger = (await askAsStranger(publish, { input })).data.publishPost;
  expect(stranger).toEqual({ __typename: 'NotFoundError', code: 'not_found', retryable: false });

  const { contentHash: _unsaid, ...blind } = input;
  const { errors } = await ask(publish, { input: blind });
  expect(errors?.[0]?.message).toContain('contentHash');
});

test('nodes of three types are read by a statement for each type, in the order of their ids', async () => {
  const posts = await Promise.all([1, 2, 3, 4].map(async () => globalId('Post', await world.draft())));
  const log = await ask('{ events(last: 3) { edges { node { id cursor } } } }');
  const events = log.data.events.edges.map(({ node }: { node: { id: string } }) => node.id);
  const asked = [posts[3], events[2], ids.accountId, posts[0], 'nonsense', events[0], posts[3]];
  const query = /* GraphQL */ `
    query ($ids: [ID!]!) {
      nodes(ids: $ids) { id ... on Post { caption account { nickname } } ... on Event { type post { id } } }
    }
  `;
  const read = async (some: unknown[]) => {
    statements.length = 0;
    const { data, errors } = await ask(query, { ids: some });
    expect(errors).toBeUndefined();
    return data.nodes.map((node: { id: string } | null) => node?.id ?? null);
  };
  expect(await read(asked)).toEqual(asked.with(4, null));
  expect(statements).toHaveLength(3);
  expect(await read(posts)).toEqual(posts);
  expect(statements).toHaveLength(1);
});

test('a page of posts with accounts and media costs the same statements for 2 and for 20 rows', async () => {
  for (let i = 0; i < 20; i++) await world.draft();
  const page = /* GraphQL */ `
    query ($first: Int!) {
      posts(first: $first) {
        totalCount
        edges { node { caption status account { nickname } mediaAsset { fileName } attempts { step } } }
      }
    }
  `;
  statements.length = 0;
  await ask(page, { first: 2 });
  const forTwo = statements.length;
  statements.length = 0;
  const { data } = await ask(page, { first: 20 });
  expect(data.posts.edges).toHaveLength(20);
  expect(statements).toHaveLength(forTwo);
  expect(forTwo).toBeLessThanOrEqual(3);
});

type Page = {
  edges: { node: { id: string } }[];
  pageInfo: { endCursor: string; hasNextPage: boolean };
};

test('pages follow each other by cursor without gaps or repeats and are capped at 100', async () => {
  const page =
    'query ($after: String) { posts(first: 7, after: $after) { edges { node { id } } pageInfo { endCursor hasNextPage } } }';
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { posts }: { posts: Page } = (await ask(page, { after })).data;
    seen.push(...posts.edges.map(({ node }) => node.id));
    after = posts.pageInfo.hasNextPage ? posts.pageInfo.endCursor : null;
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBe(
    await deps.db.post.count({ where: { teamId: team.teamId, status: { not: 'CANCELLED' } } }),
  );
});

test('the cursor of an event goes on in a page of the log and in the events of its post', async () => {
  const postId = await world.draft();
  await updatePost(team, { postId, caption: 'Second thoughts' });
  const page = /* GraphQL */ `
    query ($id: ID!, $after: String, $afterOfPost: String) {
      events(first: 3, after: $after) { edges { cursor node { cursor } } }
      node(id: $id) {
        ... on Post { events(first: 3, after: $afterOfPost) { edges { node { cursor type } } } }
      }
    }
  `;
  const id = globalId('Post', postId);
  const { events, node } = (await ask(page, { id })).data;
  expect(events.edges[0].node.cursor).toBe(events.edges[0].cursor);
  const [created, updated] = node.events.edges;
  const next = (await ask(page, { id, after: events.edges[0].node.cursor, afterOfPost: created.node.cursor }))
    .data;
  expect(next.events.edges[0].cursor).toBe(events.edges[1].cursor);
  expect(next.node.events.edges).toEqual([updated]);
});

test('an unexpected failure is masked and carries a request id', async () => {
  const broken = await startTestServer({
    ...deps,
    db: new Proxy(counted, {
      get: (db, property) => (property === 'post' ? undefined : Reflect.get(db, property)),
    }),
  });
  const { errors } = await graphqlClient(
    broken.url,
    await testApiKey(await createTestTeam(deps)),
  )('{ posts { totalCount } }');
  expect(errors?.[0]?.message).toBe('Unexpected error.');
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    requestId: expect.any(String),
  });
});

test('a mutation from another site with the session cookie is refused', async () => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: 'a=b', origin: 'https://evil.example' },
    body: JSON.stringify({ query: '{ viewer { role } }' }),
  });
  expect(response.status).toBe(403);
});

test('GraphiQL is there only where it is asked for, and loads nothing from elsewhere', async () => {
  const page = async (origin: string) =>
    (await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } })).text();
  expect(await page(url)).not.toContain('GraphiQL');

  const asked = await startTestServer({ ...deps, config: { ...deps.config, graphiql: true } });
  const html = await page(asked.url);
  expect(html).toContain('GraphiQL');
  expect(html).not.toMatch(/<(script|link)[^>]+(src|href)=["']https?:/);
});
