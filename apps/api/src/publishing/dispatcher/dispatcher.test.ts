import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createPublishingWorld, storeVideo } from '../../../test/publishing-world.ts';
import { createTestTeam } from '../../../test/test-deps.ts';
import { connectSimulatedCreator } from '../../../test/tiktok-deps.ts';
import { killHard, startProcess } from '../../../test/worker-process.ts';
import { startEventListener } from '../../events/event-listener.ts';
import { contentHash } from '../../posts/content-hash.ts';
import { advanceClaimed } from '../advance-post.ts';
import { checkPublishStatus } from '../check-publish-status.ts';
import { claimDuePosts } from './claim-due-posts.ts';
import { createLane } from './lane.ts';
import { startDispatcher, type Work } from './start-dispatcher.ts';

const world = await createPublishingWorld({
  settings: { rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 } },
});
const { deps, simulator, team } = world;
const listener = await startEventListener(deps.databaseUrl, deps.log);
afterAll(() => listener.close());

const running = new Set<() => Promise<void>>();
function dispatch(work?: Work, to = deps): () => Promise<void> {
  const stop = startDispatcher(to, listener, work);
  running.add(stop);
  return stop;
}
afterEach(async () => {
  await Promise.all([...running].map((stop) => stop()));
  running.clear();
  simulator.faults.clear();
  await deps.db.post.updateMany({ data: { status: 'CANCELLED', nextCheckAt: null } });
});

type PostData = Parameters<typeof deps.db.post.create>[0]['data'];

/** Posts as their verbs leave them. */
async function plan(count: number, data: Partial<PostData> = {}): Promise<string[]> {
  const posts = await deps.db.post.createManyAndReturn({
    data: Array.from({ length: count }, () => ({
      teamId: team.teamId,
      accountId: world.accountId,
      mediaAssetId: world.video.id,
      caption: crypto.randomUUID(),
      privacyLevel: 'SELF_ONLY' as const,
      status: 'SCHEDULED' as const,
      publishAt: deps.clock.now(),
      ...(data as object),
    })),
  });
  await deps.db.consent.createMany({
    data: posts.map((post) => ({
      postId: post.id,
      ...{ creatorUsername: 'test', creatorNickname: 'test', contentHash: contentHash(post) },
    })),
  });
  return posts.map(({ id }) => id);
}

/** A team with one creator and a video of this size. */
async function anotherTeam(username: string, padToBytes = 0) {
  const { teamId } = await createTestTeam(deps);
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, teamId, { username });
  const video = await storeVideo(deps, teamId, { padToBytes });
  return { teamId, accountId: account.id, mediaAssetId: video.id };
}

/** The database's time, in ms since 1970. */
async function databaseNow(): Promise<number> {
  const [row] = await deps.db.$queryRaw<[{ ms: number }]>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
  return row.ms;
}

test.each([-1_000, -20, 0, 20, 1_000])(
  'a post is taken up at its instant and never before, with the clock of the process off by %i ms',
  async (offMs) => {
    const publishAt = new Date(Math.ceil(await databaseNow()) + 1_200);
    const [id] = await plan(1, { publishAt });
    const clock = { now: () => new Date(Date.now() + offMs) };
    const takenUpAt = new Promise<number>((resolve) => {
      const publish: Work['publish'] = async (_deps, { postId }) => {
        if (postId === id) resolve(await databaseNow());
      };
      dispatch({ publish, ask: async () => {} }, { ...deps, clock: { ...deps.clock, ...clock } });
    });

    const lateMs = (await takenUpAt) - publishAt.getTime();
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(400);
    const { data } = await deps.db.event.findFirstOrThrow({ where: { postId: id, type: 'post.publishing' } });
    expect((data as { lateMs: number }).lateMs).toBeGreaterThanOrEqual(0);
  },
);

test('what is planned for now is taken up at once, not at the next look', async () => {
  let takenUp: (postId: string) => void = () => {};
  dispatch({ publish: async (_deps, { postId }) => takenUp(postId), ask: async () => {} });
  await setTimeout(700);
  const tookMs: number[] = [];
  for (let i = 0; i < 5; i++) {
    const heard = new Promise((resolve) => {
      takenUp = resolve;
    });
    const plannedAt = performance.now();
    await plan(1);
    await heard;
    tookMs.push(performance.now() - plannedAt);
  }
  expect(tookMs.toSorted((a, b) => a - b)[2]).toBeLessThan(250);
});

test('what no notification told of is found all the same', async () => {
  const claims: string[] = [];
  dispatch({ publish: async (_deps, { postId }) => void claims.push(postId), ask: async () => {} });
  const [id] = await plan(1, { status: 'DRAFT' });
  await deps.db.$transaction([
    // Switches triggers off until the end of the transaction.
    deps.db.$executeRaw`SET LOCAL session_replication_role = 'replica'`,
    deps.db.$executeRaw`UPDATE posts SET status = 'SCHEDULED', publish_at = now() WHERE id = ${id}::uuid`,
  ]);
  await expect.poll(() => claims.includes(id!), { timeout: 5_000 }).toBe(true);
});

test('three dispatchers claim each of 300 posts once, with one job for none of them', async () => {
  const claims: string[] = [];
  const publish: Work['publish'] = async (_deps, { postId }) => void claims.push(postId);
  const jobs = () => deps.db.$queryRaw<[{ n: number }]>`SELECT count(*)::int AS n FROM pgboss.job`;
  const [before] = await jobs();
  for (let i = 0; i < 3; i++) dispatch({ publish, ask: async () => {} });
  const ids = await plan(300);

  await expect.poll(() => claims.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(300);
  expect(claims.toSorted()).toEqual(ids.toSorted());
  const events = await deps.db.event.findMany({ where: { postId: { in: ids }, type: 'post.publishing' } });
  expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(300);
  const [after] = await jobs();
  expect(after.n).toBe(before.n);
});

test('200 posts that nobody can ask about do not hide the 201st', async () => {
  const overdue = new Date(deps.clock.now().getTime() - 60_000);
  await plan(200, { status: 'UNCONFIRMED', nextCheckAt: overdue });
  const [id] = await plan(1, { status: 'PROCESSING', nextCheckAt: new Date(overdue.getTime() + 1_000) });
  await deps.db.publishAttempt.create({
    data: { postId: id!, number: 1, step: 'UPLOADED', publishId: 'v_pub_file~201' },
  });
  const asked = new Set<string>();
  dispatch({
    publish: async () => {},
    ask: async (...args) => {
      asked.add(args[1]);
      await checkPublishStatus(...args);
    },
  });

  await expect.poll(() => asked.has(id!), { timeout: 15_000 }).toBe(true);
  // Each took its turn: nothing is overdue for ever.
  await expect
    .poll(() => deps.db.post.count({ where: { nextCheckAt: { lte: overdue } } }), { timeout: 15_000 })
    .toBe(0);
});

test('eight slow uploads of a team delay no post of another', { timeout: 60_000 }, async () => {
  const slow = await anotherTeam('slow.sven');
  const slowIds = await plan(2, slow);
  for (let i = 0; i < 8; i++) {
    const { account } = await connectSimulatedCreator({ deps, simulator }, slow.teamId);
    slowIds.push(...(await plan(2, { ...slow, accountId: account.id })));
  }
  simulator.faults.add({ point: 'upload', latencyMs: 6_000, effect: { kind: 'none' }, times: 18 });
  dispatch();
  const uploading = () =>
    deps.db.publishAttempt.count({ where: { postId: { in: slowIds }, step: 'UPLOAD_FINISHING' } });
  await expect.poll(uploading, { timeout: 20_000 }).toBeGreaterThanOrEqual(8);
  simulator.faults.clear();

  const quick = await anotherTeam('quick.quinn');
  const plannedAt = performance.now();
  const [id] = await plan(1, quick);
  await world.reaches(id!, 'PROCESSING', 'PUBLISHED');
  expect(performance.now() - plannedAt).toBeLessThan(3_000);
  expect(await deps.db.post.count({ where: { id: { in: slowIds }, status: 'PUBLISHED' } })).toBe(0);
});

test('places go to teams and accounts in turns, whoever was first', async () => {
  const [many, few] = [await anotherTeam('many.mona'), await anotherTeam('few.finn')];
  const early = new Date(deps.clock.now().getTime() - 60_000);
  await plan(50, { ...many, publishAt: early });
  const fewIds = await plan(3, few);
  const { claimed } = await claimDuePosts(deps, createLane(12), { patient: true });
  expect(claimed.map(({ postId }) => postId)).toEqual(expect.arrayContaining(fewIds));
  expect(claimed.filter(({ teamId }) => teamId === many.teamId).length).toBe(4);
});

test('a team whose log somebody holds does not delay the others', async () => {
  const [held, free] = [await anotherTeam('held.hedda'), await anotherTeam('free.frida')];
  await deps.db.eventCounter.createMany({
    data: [{ teamId: held.teamId }, { teamId: free.teamId }],
    skipDuplicates: true,
  });
  const frozen = new pg.Client(deps.databaseUrl);
  await frozen.connect();
  await frozen.query('BEGIN');
  await frozen.query('SELECT 1 FROM event_counters WHERE team_id = $1 FOR UPDATE', [held.teamId]);
  const claims: string[] = [];
  dispatch({ publish: async (_deps, { postId }) => void claims.push(postId), ask: async () => {} });
  const [heldId] = await plan(1, held);
  const [freeId] = await plan(1, free);
  await expect.poll(() => claims.includes(freeId!), { timeout: 3_000 }).toBe(true);
  expect(claims).not.toContain(heldId);

  await frozen.query('ROLLBACK');
  await frozen.end();
  await expect.poll(() => claims.includes(heldId!), { timeout: 10_000 }).toBe(true);
});

test('posts of a dispatcher that was killed are taken over and published once', {
  timeout: 60_000,
}, async () => {
  const data = await anotherTeam('taken.tove');
  simulator.faults.add({
    point: 'creator_info.query',
    creator: 'taken.tove',
    latencyMs: 8_000,
    effect: { kind: 'none' },
    times: 5,
  });
  const ids = await plan(5, data);
  const first = await startProcess(deps, 'worker');
  try {
    await expect.poll(() => simulator.faults.list().length, { timeout: 30_000, interval: 20 }).toBe(0);
  } finally {
    await killHard(first);
  }
  dispatch({ publish: advanceClaimed, ask: checkPublishStatus });
  for (const id of ids) {
    await world.reaches(id, 'PUBLISHED');
    expect(await world.onTikTok(id)).toHaveLength(1);
  }
});
