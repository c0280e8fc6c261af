import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import type { Actor } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { globalId } from '../global-id.ts';

const world = await createPublishingWorld();
const { deps, team, accountId, video } = world;
const { db } = deps;
const { teamId } = team;
const { url } = await startTestServer(deps);
const ask = graphqlClient(url, await testApiKey(team, 'ADMIN'));
const key = await db.apiKey.findFirstOrThrow({ where: { teamId } });

const gone = await db.user.create({ data: { name: 'Gina Gone', email: 'gina@example.com' } });
await db.apiKey.update({ where: { id: key.id }, data: { name: 'Night job' } });
const spare = {
  name: 'Old job',
  prefix: 'adk_oldjob00',
  secretHash: new Uint8Array(32),
  role: 'VIEWER' as const,
};
const revoked = await db.apiKey.create({ data: { ...spare, teamId, revokedAt: new Date() } });
world.simulator.createCreator({ username: 'second.sam' });
const second = (await connectSimulatedCreator(world, teamId, { username: 'second.sam' })).account;
const postId = await world.draft();

const SINCE = Date.UTC(2027, 0, 1);
const actors: Actor[] = [
  { kind: 'user', id: gone.id },
  { kind: 'apiKey', id: revoked.id },
  { kind: 'worker' },
];
for (let n = 0; n < 9; n++) {
  const subject = [{ postId, accountId }, { accountId: second.id }, { mediaAssetId: video.id }][n % 3];
  const event = {
    teamId,
    actor: actors[Math.floor(n / 3)]!,
    at: new Date(SINCE + n * 3_600_000),
    ...subject,
  };
  await db.$transaction((tx) =>
    n % 2 === 0
      ? appendEvent(tx, { ...event, type: 'account.updated', data: { timeZone: `Zone ${n}` } })
      : appendEvent(tx, { ...event, type: 'media.rejected', data: { problems: [`Zone ${n}`] } }),
  );
}
const hour = (n: number) => new Date(SINCE + n * 3_600_000).toISOString();

const EVENTS = /* GraphQL */ `
  query ($filter: EventsFilter, $direction: OrderDirection! = ASC, $first: Int, $after: String) {
    events(filter: $filter, direction: $direction, first: $first, after: $after) {
      edges { cursor node { summary actorId actorName } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

/** Which of the nine events come, page by page. */
async function eventsOf(filter: object, direction = 'ASC'): Promise<number[]> {
  const found: number[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { data } = await ask(EVENTS, { filter, direction, first: 2, after });
    for (const { node } of data.events.edges) found.push(Number(/Zone (\d)/.exec(node.summary)?.[1] ?? -1));
    more = data.events.pageInfo.hasNextPage;
    after = data.events.pageInfo.endCursor;
  }
  return found;
}

const all = { createdAtFrom: hour(0) };
test.each<[string, object, number[]]>([
  ['time', { createdAtFrom: hour(2), createdAtTo: hour(5) }, [2, 3, 4]],
  ['an end alone', { ...all, createdAtTo: hour(2) }, [0, 1]],
  ['type', { ...all, types: ['MEDIA_REJECTED'] }, [1, 3, 5, 7]],
  ['types', { ...all, types: ['MEDIA_REJECTED', 'ACCOUNT_UPDATED'] }, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ['no type that is known', { types: ['UNKNOWN'] }, []],
  ['post', { ...all, postId: globalId('Post', postId) }, [0, 3, 6]],
  ['account', { ...all, accountId: globalId('Account', second.id) }, [1, 4, 7]],
  ['file', { ...all, mediaAssetId: globalId('MediaAsset', video.id) }, [2, 5, 8]],
  ['person', { userId: globalId('User', gone.id) }, [0, 1, 2]],
  ['key', { apiKeyId: globalId('ApiKey', revoked.id) }, [3, 4, 5]],
  ['all at once', { ...all, types: ['ACCOUNT_UPDATED'], apiKeyId: globalId('ApiKey', revoked.id) }, [4]],
  ['an id of nobody', { userId: globalId('User', randomUUID()) }, []],
])('events are filtered by %s, in pages and in both directions', async (_what, filter, expected) => {
  expect(await eventsOf(filter)).toEqual(expected);
  expect(await eventsOf(filter, 'DESC')).toEqual(expected.toReversed());
});

test('events name who acted, also who has left the team and a key that is revoked', async () => {
  const { data } = await ask(EVENTS, { filter: all });
  const who = data.events.edges.map(({ node }: { node: object }) => node);
  expect([who[0], who[3], who[6]]).toMatchObject([
    { actorName: 'Gina Gone', actorId: globalId('User', gone.id) },
    { actorName: 'Old job', actorId: globalId('ApiKey', revoked.id) },
    { actorName: null, actorId: null },
  ]);
});

const LISTS: [list: string, filter: string, count: number][] = [
  ['accounts', 'status: [ACTIVE]', 2],
  ['accounts', 'status: [RECONNECT_REQUIRED]', 0],
  ['mediaAssets', 'status: [READY]', 1],
  ['mediaAssets', 'status: [REJECTED]', 0],
  ['schedules', 'paused: false', 2],
  ['schedules', 'paused: true', 0],
  ['postSeries', 'ended: true', 0],
  ['teamMembers', 'role: [OWNER]', 2],
  ['teamMembers', 'role: [VIEWER]', 0],
  ['webhookEndpoints', 'enabled: true', 1],
  ['webhookEndpoints', 'enabled: false', 1],
];

test('every list is filtered and goes both ways', async () => {
  const at = deps.clock.now();
  const other = await db.user.create({ data: { name: 'Otto', email: 'otto@example.com' } });
  await db.member.create({ data: { teamId, userId: other.id, role: 'OWNER' } });
  await db.webhookEndpoint.createMany({
    data: [null, at].map((disabledAt) => ({ teamId, url: 'https://example.com/', cursor: 0, disabledAt })),
  });
  for (const [list, filter, count] of LISTS) {
    const read = async (direction: string) => {
      const query = `{ ${list}(${filter}, direction: ${direction}) { totalCount edges { node { id } } } }`;
      const { data, errors } = await ask(query);
      expect(errors, query).toBeUndefined();
      expect(data[list].totalCount, query).toBe(count);
      return data[list].edges.map(({ node }: { node: { id: string } }) => node.id);
    };
    const upwards = await read('ASC');
    expect(upwards, list).toHaveLength(count);
    expect(await read('DESC'), list).toEqual(upwards.toReversed());
  }
});
