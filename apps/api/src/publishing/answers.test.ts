import { rm } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { publishPost } from '../posts/publish-post.ts';
import { applyTikTokWebhook } from '../tiktok-webhooks/apply-tiktok-webhook.ts';
import { advancePost } from './advance-post.ts';
import { checkPublishStatus } from './check-publish-status.ts';
import { claimDuePosts } from './dispatcher/claim-due-posts.ts';
import { createLane } from './dispatcher/lane.ts';
import { resumeHeld } from './resume-held.ts';

const world = await createPublishingWorld({
  settings: {
    rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 },
    uploadExpiryOutcome: 'stuck',
  },
});
const { deps, simulator, team } = world;

afterEach(() => simulator.faults.clear());

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const postRow = (id: string) =>
  deps.db.post.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { number: 'asc' } }, mediaAsset: true },
  });
const outcomesOf = async (id: string) => (await postRow(id)).attempts.map(({ outcome }) => outcome);
/** Time passes here and at TikTok. */
async function pass(ms: number): Promise<void> {
  deps.clock.advance(ms);
  // Calls are counted by the database's clock, which stays.
  await deps.db.tikTokCall.deleteMany();
  await simulator.clock.advance(ms);
}

let creators = 0;

/** A post that was agreed to, of a creator of its own. No worker runs: each step is taken by hand. */
async function agreedPost(scopes?: string[], mediaAssetId = world.video.id) {
  const username = `creator.no.${++creators}`;
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, {
    username,
    ...(scopes && { scopes }),
  });
  const mode = scopes?.includes('video.publish') === false ? 'INBOX' : 'DIRECT';
  const postId = await world.draft({ accountId: account.id, mediaAssetId, mode });
  await publishPost(team, await world.agreement(postId));
  return { postId, username, account };
}

/** What the simulator sent to us, acted on as the queue would. */
async function hearWebhooks(): Promise<void> {
  const unheard = await deps.db.tikTokWebhookEvent.findMany({ where: { processedAt: null } });
  for (const { id } of unheard) await applyTikTokWebhook(deps, id);
}

/** Takes the post as far as it goes by itself. */
async function runToEnd(postId: string): Promise<void> {
  for (let round = 0; round < 40; round++) {
    const { status, nextCheckAt } = await postRow(postId);
    if (['PUBLISHED', 'IN_INBOX', 'FAILED', 'HELD'].includes(status)) return;
    if (nextCheckAt && nextCheckAt > deps.clock.now())
      await pass(nextCheckAt.getTime() - deps.clock.now().getTime());
    if (status === 'PROCESSING') await checkPublishStatus(deps, postId);
    else await advancePost(deps, postId);
  }
  throw new Error(`The post has no end: ${(await postRow(postId)).status}`);
}

test.each([
  [400, 'FAILED', 'upload_rejected', ['FAILED']],
  [403, 'PUBLISHED', null, ['ABANDONED', 'PUBLISHED']],
  [404, 'PUBLISHED', null, ['ABANDONED', 'PUBLISHED']],
] as const)(
  'the only chunk refused with %i: TikTok counts no byte, and the post is %s',
  async (httpStatus, status, problemCode, outcomes) => {
    const { postId, username } = await agreedPost();
    simulator.faults.add({
      point: 'upload',
      creator: username,
      effect: { kind: 'http', status: httpStatus },
    });
    await runToEnd(postId);
    expect(await postRow(postId)).toMatchObject({ status, problemCode });
    expect(await outcomesOf(postId)).toEqual(outcomes);
    expect(await world.onTikTok(postId)).toHaveLength(status === 'PUBLISHED' ? 1 : 0);
  },
);

test.each([400, 403, 404])(
  'the only chunk taken, yet answered with %i: asked about, not sent again',
  async (httpStatus) => {
    const { postId, username } = await agreedPost();
    const effect = { kind: 'http', status: httpStatus, when: 'after' } as const;
    simulator.faults.add({ point: 'upload', creator: username, effect });
    await runToEnd(postId);
    expect(await postRow(postId)).toMatchObject({ status: 'PUBLISHED', problemCode: null });
    expect(await outcomesOf(postId)).toEqual(['PUBLISHED']);
  },
);

test('an upload URL that ran out while bytes were missing is followed by another attempt, once nothing can arrive any more', async () => {
  const { postId, username } = await agreedPost();
  simulator.faults.add({ point: 'upload', creator: username, times: 8, effect: { kind: 'drop' } });
  await advancePost(deps, postId);
  expect((await postRow(postId)).attempts[0]).toMatchObject({ step: 'UPLOAD_FINISHING', outcome: null });
  simulator.faults.clear();
  await pass(HOUR_MS + MINUTE_MS);
  await advancePost(deps, postId);
  expect((await postRow(postId)).status).toBe('PROCESSING');
  await world.checkNow(postId);
  expect(await outcomesOf(postId)).toEqual([null]);
  await pass(20 * MINUTE_MS);
  await world.checkNow(postId);
  expect((await postRow(postId)).attempts[0]).toMatchObject({
    outcome: 'ABANDONED',
    errorCode: 'upload_incomplete',
  });
  await runToEnd(postId);
  expect(await outcomesOf(postId)).toEqual(['ABANDONED', 'PUBLISHED']);
  expect(await world.onTikTok(postId)).toHaveLength(1);
});

test('a video file that is gone holds the post, with what to do', async () => {
  const { id: _id, ...video } = await deps.db.mediaAsset.findUniqueOrThrow({ where: { id: world.video.id } });
  const copy = await deps.db.mediaAsset.create({
    data: { ...video, storageKey: `${video.storageKey}-copy` } as never,
  });
  await deps.storage.put(copy.storageKey, world.video.bytes);
  const { postId, username } = await agreedPost(undefined, copy.id);
  simulator.faults.add({
    point: 'creator_info.query',
    creator: username,
    latencyMs: 400,
    effect: { kind: 'none' },
  });
  const running = advancePost(deps, postId);
  await expect.poll(() => simulator.faults.list().length).toBe(0);
  await rm(deps.storage.localPath(copy.storageKey));
  await running;
  await runToEnd(postId);
  expect(await postRow(postId)).toMatchObject({ status: 'HELD', problemCode: 'media_missing' });
});

test('access taken back while the last bytes are on their way leaves the post unconfirmed at once, and says what to do', async () => {
  const { postId, username } = await agreedPost();
  simulator.faults.add({ point: 'upload', creator: username, times: 8, effect: { kind: 'drop' } });
  await advancePost(deps, postId);
  simulator.faults.clear();
  simulator.disconnect(username);
  await pass(5 * MINUTE_MS);
  await advancePost(deps, postId);
  await world.checkNow(postId);
  const { status, problemCode } = await postRow(postId);
  expect({ status, problemCode }).toEqual({ status: 'UNCONFIRMED', problemCode: 'account_needs_reconnect' });
});

test('TikTok’s own failure is followed by another attempt, a few times', async () => {
  const lucky = await agreedPost();
  const fail = { kind: 'fail', reason: 'internal' } as const;
  simulator.faults.add({ point: 'processing', creator: lucky.username, times: 2, effect: fail });
  await runToEnd(lucky.postId);
  expect(await outcomesOf(lucky.postId)).toEqual(['ABANDONED', 'ABANDONED', 'PUBLISHED']);
  expect(await world.onTikTok(lucky.postId)).toHaveLength(1);

  const unlucky = await agreedPost();
  simulator.faults.add({ point: 'processing', creator: unlucky.username, times: null, effect: fail });
  await runToEnd(unlucky.postId);
  expect(await postRow(unlucky.postId)).toMatchObject({ status: 'FAILED', problemCode: 'internal' });
});

test('a cap that the verdict names holds the post until it has passed', async () => {
  const { postId, username } = await agreedPost();
  const effect = { kind: 'fail', reason: 'spam_risk_too_many_posts' } as const;
  simulator.faults.add({ point: 'processing', creator: username, effect });
  await runToEnd(postId);
  const { status, problemRetryAt } = await postRow(postId);
  expect(status).toBe('HELD');
  expect(problemRetryAt!.getTime()).toBeGreaterThan(deps.clock.now().getTime() + 23 * HOUR_MS);
});

test('after eight days without a worker a post without a verdict needs attention, and is asked about no longer', async () => {
  const { postId, username } = await agreedPost();
  simulator.faults.add({ point: 'processing', creator: username, effect: { kind: 'stuck' } });
  await advancePost(deps, postId);
  await pass(8 * 24 * HOUR_MS);
  await checkPublishStatus(deps, postId);
  expect(await postRow(postId)).toMatchObject({ status: 'NEEDS_ATTENTION', nextCheckAt: null });
});

test('news of a failed post that come late start no questions', async () => {
  const { postId, username } = await agreedPost();
  const effect = { kind: 'fail', reason: 'spam_risk' } as const;
  simulator.faults.add({ point: 'processing', creator: username, effect });
  await runToEnd(postId);
  expect((await postRow(postId)).status).toBe('FAILED');
  await expect
    .poll(() => deps.db.tikTokWebhookEvent.count({ where: { processedAt: null } }))
    .toBeGreaterThan(0);
  await hearWebhooks();
  expect((await postRow(postId)).nextCheckAt).toBeNull();
});

test('a verdict about an attempt that has a successor leaves the successor alone', async () => {
  const { postId, username } = await agreedPost();
  const effect = { kind: 'fail', reason: 'internal' } as const;
  simulator.faults.add({ point: 'processing', creator: username, effect });
  await advancePost(deps, postId);
  // The slow one reads the post, and its question hangs until the next attempt is under way.
  simulator.faults.add({
    point: 'status.fetch',
    creator: username,
    latencyMs: 3_000,
    effect: { kind: 'none' },
  });
  await pass(MINUTE_MS);
  const slow = world.checkNow(postId);
  await expect.poll(() => simulator.faults.list().length).toBe(0);
  await world.checkNow(postId);
  expect(await outcomesOf(postId)).toEqual(['ABANDONED']);
  simulator.faults.add({ point: 'processing', creator: username, effect: { kind: 'stuck' } });
  await pass(MINUTE_MS);
  await advancePost(deps, postId);
  await slow;
  expect((await postRow(postId)).status).toBe('PROCESSING');
  expect(await outcomesOf(postId)).toEqual(['ABANDONED', null]);
});

test('a post that kills each worker is set aside', async () => {
  const { postId } = await agreedPost();
  for (let deaths = 0; deaths < 14; deaths++) {
    await claimDuePosts(deps, createLane(1), { only: postId, patient: true });
    await pass(30_000);
  }
  await advancePost(deps, postId);
  expect(await postRow(postId)).toMatchObject({ status: 'FAILED', problemCode: 'worker_lost' });
});

test('an inbox post of an account that may only send drafts arrives', async () => {
  const { postId } = await agreedPost(['user.info.basic', 'video.upload']);
  await runToEnd(postId);
  expect((await postRow(postId)).status).toBe('IN_INBOX');
});

test('an inbox post that TikTok refuses for want of a scope is held once', async () => {
  const { postId, username } = await agreedPost(['user.info.basic', 'video.upload']);
  const effect = { kind: 'error', code: 'scope_not_authorized' } as const;
  simulator.faults.add({ point: 'inbox.video.init', creator: username, times: null, effect });
  for (let round = 0; round < 5; round++) {
    await advancePost(deps, postId);
    await pass(3_000);
    await resumeHeld(deps);
  }
  const held = (await world.eventTypes(postId)).filter((type) => type === 'post.held');
  expect(held).toHaveLength(1);
});
