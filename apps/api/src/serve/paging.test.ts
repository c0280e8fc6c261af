import { createDb, type PostStatus } from '@airdate/db';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { globalId } from '../global-id.ts';

const world = await createPublishingWorld();
const { deps, team } = world;
const { teamId } = team;

const statements: string[] = [];
const counted = createDb({ url: deps.databaseUrl, onQuery: ({ sql }) => statements.push(sql) });
afterAll(() => counted.$disconnect());
beforeEach(() => {
  statements.length = 0;
});
const { url } = await startTestServer({ ...deps, db: counted });
const ask = graphqlClient(url, await testApiKey(team));

// Many of the same instant, as posts planned in bulk are, and some without a time.
const STATUSES: PostStatus[] = [
  'DRAFT',
  'PUBLISHED',
  'SCHEDULED',
  'CANCELLED',
  'FAILED',
  'PUBLISHED',
  'HELD',
];
const FIRST = Date.UTC(2026, 5, 1);
world.simulator.createCreator({ username: 'second.sam' });
const second = await connectSimulatedCreator(world, teamId, { username: 'second.sam' });
const posts = await deps.db.post.createManyAndReturn({
  data: Array.from({ length: 40 }, (_, i) => ({
    teamId,
    accountId: i % 3 === 0 ? second.account.id : world.accountId,
    mediaAssetId: world.video.id,
    caption: `Post ${i}`,
    status: STATUSES[i % STATUSES.length]!,
    createdAt: new Date(FIRST + Math.floor(i / 6) * 60_000),
    publishAt: i % 5 === 0 ? null : new Date(FIRST + ((i * 7) % 11) * 3_600_000),
  })),
});

const PAGE = /* GraphQL */ `
  query ($first: Int, $last: Int, $after: String, $before: String, $filter: PostsFilter, $orderBy: PostOrder) {
    posts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {
      totalCount
      edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

/** All ids that a list holds, page by page from its beginning or from its end. */
async function walk(variables: object, size: number, isBackwards: boolean): Promise<string[]> {
  const ids: string[] = [];
  for (let from: string | null = null, more = true; more; ) {
    const page = isBackwards ? { last: size, before: from } : { first: size, after: from };
    const { data } = await ask(PAGE, { ...variables, ...page });
    const { edges, pageInfo } = data.posts;
    const some = edges.map(({ node }: { node: { id: string } }) => node.id);
    if (isBackwards) ids.unshift(...some);
    else ids.push(...some);
    more = isBackwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
    from = isBackwards ? pageInfo.startCursor : pageInfo.endCursor;
  }
  return ids;
}

type Column = 'createdAt' | 'publishAt';
function expected(
  column: Column,
  direction: 1 | -1,
  fits: (post: (typeof posts)[number]) => boolean,
): string[] {
  const place = (post: (typeof posts)[number]) => [post[column]!.getTime(), post.id] as const;
  return posts
    .filter((post) => fits(post) && post[column] !== null)
    .toSorted((a, b) => {
      const [[atA, idA], [atB, idB]] = [place(a), place(b)];
      return direction * (atA - atB || (idA < idB ? -1 : 1));
    })
    .map(({ id }) => globalId('Post', id));
}

const isListed = ({ status }: { status: PostStatus }) => status !== 'CANCELLED';
const range = { publishAtFrom: new Date(FIRST + 3_600_000), publishAtTo: new Date(FIRST + 9 * 3_600_000) };
const isInRange = ({ publishAt }: { publishAt: Date | null }) =>
  publishAt !== null && publishAt >= range.publishAtFrom && publishAt < range.publishAtTo;

test.each([
  ['newest first, unasked', {}, expected('createdAt', -1, isListed)],
  [
    'oldest first',
    { orderBy: { field: 'CREATED_AT', direction: 'ASC' } },
    expected('createdAt', 1, isListed),
  ],
  [
    'as they go out, those without a time left out',
    { orderBy: { field: 'PUBLISH_AT', direction: 'ASC' } },
    expected('publishAt', 1, isListed),
  ],
  [
    'the last to go out first',
    { orderBy: { field: 'PUBLISH_AT', direction: 'DESC' } },
    expected('publishAt', -1, isListed),
  ],
  [
    'of two statuses, withdrawn ones among them',
    { filter: { status: ['CANCELLED', 'PUBLISHED'] } },
    expected('createdAt', -1, ({ status }) => status === 'CANCELLED' || status === 'PUBLISHED'),
  ],
  [
    'of one account',
    { filter: { accountId: globalId('Account', second.account.id) } },
    expected('createdAt', -1, (post) => isListed(post) && post.accountId === second.account.id),
  ],
  [
    'of a time range',
    { filter: range },
    expected('publishAt', 1, (post) => isListed(post) && isInRange(post)),
  ],
  [
    'of a time range, newest first',
    { filter: range, orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
    expected('createdAt', -1, (post) => isListed(post) && isInRange(post)),
  ],
])('posts are paged both ways without gaps or repeats: %s', async (_name, variables, ids) => {
  expect(ids.length).toBeGreaterThan(5);
  for (const size of [1, 4, 7, 100]) {
    expect(await walk(variables, size, false)).toEqual(ids);
    expect(await walk(variables, size, true)).toEqual(ids);
  }
});

test('a cursor of a post without a time begins an empty page in an order by time', async () => {
  const timeless = posts.find(({ publishAt }) => publishAt === null)!;
  const { data } = await ask(PAGE, { first: 100 });
  const { cursor } = data.posts.edges.find(
    ({ node }: { node: { id: string } }) => node.id === globalId('Post', timeless.id),
  );
  const answer = await ask(PAGE, {
    ...{ first: 5, after: cursor },
    orderBy: { field: 'PUBLISH_AT', direction: 'ASC' },
  });
  expect(answer.data.posts.edges).toEqual([]);
});

type PageInfo = Record<'hasNextPage' | 'hasPreviousPage', boolean> &
  Record<'startCursor' | 'endCursor', string | null>;

test('videos of the same instant are paged both ways without gaps or repeats', async () => {
  await deps.db.mediaAsset.createMany({
    data: Array.from({ length: 9 }, (_, i) => ({
      ...{ teamId, status: 'READY' as const, fileName: `${i}.mp4`, contentType: 'video/mp4', sizeBytes: 1 },
      storageKey: `uploads/paging-${i}`,
      createdAt: new Date(FIRST + Math.floor(i / 4) * 1_000),
    })),
  });
  const list = /* GraphQL */ `
    query ($first: Int, $last: Int, $after: String, $before: String) {
      mediaAssets(first: $first, last: $last, after: $after, before: $before) {
        edges { node { fileName } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  `;
  const all = (await ask(list, { first: 100 })).data.mediaAssets.edges;
  const page = async (
    variables: Record<string, unknown>,
  ): Promise<{ edges: unknown[]; pageInfo: PageInfo }> => (await ask(list, variables)).data.mediaAssets;
  const forward: unknown[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { edges, pageInfo } = await page({ first: 2, after });
    forward.push(...edges);
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  const backward: unknown[] = [];
  for (let before: string | null = null, more = true; more; ) {
    const { edges, pageInfo } = await page({ last: 2, before });
    backward.unshift(...edges);
    before = pageInfo.startCursor;
    more = pageInfo.hasPreviousPage;
  }
  expect(all.length).toBeGreaterThanOrEqual(9);
  expect(forward).toEqual(all);
  expect(backward).toEqual(all);
});

test('a page of the log reads no more events than it shows, and their videos together', async () => {
  await deps.db.$transaction(async (tx) => {
    for (let i = 0; i < 60; i++)
      await appendEvent(tx, {
        ...{ teamId, actor: { kind: 'worker' }, type: 'media.ready', mediaAssetId: world.video.id },
        at: deps.clock.now(),
        data: { durationSeconds: 4, width: 1, height: 1 },
      });
  });
  const page = /* GraphQL */ `
    query ($after: String) {
      events(first: 10, after: $after) { edges { cursor node { mediaAsset { fileName } } } }
    }
  `;
  const { edges } = (await ask(page)).data.events;
  statements.length = 0;
  const next = (await ask(page, { after: edges[4].cursor })).data.events.edges;
  expect(next).toHaveLength(10);
  expect(next.slice(0, 5)).toEqual(edges.slice(5));
  expect(next.at(-1).node.mediaAsset).toEqual({ fileName: expect.any(String) });
  const ofEvents = statements.filter((sql) => /FROM "public"."events"/.test(sql));
  expect(ofEvents).toHaveLength(1);
  expect(ofEvents[0]).toMatch(/"sequence" > \$\d+.*LIMIT \$\d+/s);
  expect(statements.filter((sql) => /FROM "public"."media_assets"/.test(sql)).length).toBeLessThanOrEqual(1);
});
