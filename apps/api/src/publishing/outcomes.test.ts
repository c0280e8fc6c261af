import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { publishPost } from '../posts/publish-post.ts';
import { retryPost } from '../posts/retry-post.ts';
import { schedulePost } from '../posts/schedule-post.ts';
import { updatePost } from '../posts/update-post.ts';
import { checkPublishStatus } from './check-publish-status.ts';
import { resumeHeld } from './resume-held.ts';

const world = await createPublishingWorld({
  settings: { rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 } },
});
const { deps, simulator, team } = world;
await world.startWorker();

const HOUR_MS = 3_600_000;
const postRow = (id: string) =>
  deps.db.post.findUniqueOrThrow({ where: { id }, include: { attempts: true } });

/** A creator of its own for each test, because faults, caps and call limits are per creator. */
async function draftFor(username: string, input: Parameters<typeof world.draft>[0] = {}) {
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  return { account, postId: await world.draft({ accountId: account.id, ...input }) };
}

test('a daily cap met at the init holds the post until TikTok’s window ends, and leaves the account connected', async () => {
  const { account, postId } = await draftFor('capped.cleo');
  await publishAfterConsent(postId, () => {
    simulator.faults.add({
      point: 'video.init',
      creator: 'capped.cleo',
      effect: { kind: 'error', code: 'spam_risk_too_many_posts' },
    });
  });
  await world.reaches(postId, 'HELD');

  const post = await postRow(postId);
  expect(post).toMatchObject({ problemCode: 'spam_risk_too_many_posts', problemLogId: expect.any(String) });
  expect(post.problemRetryAt!.getTime() - deps.clock.now().getTime()).toBeGreaterThan(23 * HOUR_MS);
  expect(await deps.db.account.findUniqueOrThrow({ where: { id: account.id } })).toMatchObject({
    status: 'ACTIVE',
  });

  deps.clock.advance(24 * HOUR_MS);
  await resumeHeld(deps);
  await world.reaches(postId, 'PUBLISHED');
  expect(await world.onTikTok(postId)).toHaveLength(1);
});

test('a creator who takes the chosen audience back holds the post, and an edit makes it a draft to agree to again', async () => {
  const { postId } = await draftFor('shy.sam');
  await publishAfterConsent(postId, () => {
    simulator.updateCreator('shy.sam', { private: true });
  });
  await world.reaches(postId, 'HELD');
  expect(await postRow(postId)).toMatchObject({
    problemCode: 'privacy_level_not_offered',
    problemRetryAt: null,
  });
  expect(await world.onTikTok(postId)).toEqual([]);

  await updatePost(team, { postId, privacyLevel: 'SELF_ONLY' });
  expect((await postRow(postId)).status).toBe('DRAFT');
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');
});

test('a failed verdict carries TikTok’s reason and log_id, and a retry publishes once', async () => {
  const { postId } = await draftFor('unlucky.una');
  simulator.faults.add({
    point: 'processing',
    creator: 'unlucky.una',
    effect: { kind: 'fail', reason: 'unaudited_client_can_only_post_to_private_accounts' },
  });
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'FAILED');
  const { problemCode, problemLogId, attempts } = await postRow(postId);
  expect({ problemCode, problemLogId, outcome: attempts[0]?.outcome }).toEqual({
    problemCode: 'unaudited_client_can_only_post_to_private_accounts',
    problemLogId: expect.stringMatching(/^\d{14}[0-9A-F]+$/),
    outcome: 'FAILED',
  });

  await retryPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');
  expect(await world.onTikTok(postId)).toHaveLength(1);
});

test('with every webhook lost the same end is reached by polling', async () => {
  const { postId } = await draftFor('silent.sue');
  simulator.faults.add({ point: 'webhook', creator: 'silent.sue', effect: { kind: 'drop' }, times: null });
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');
});

test('duplicated, reordered and forged webhooks end in one PUBLISHED', async () => {
  const { postId } = await draftFor('noisy.nell');
  for (const kind of ['duplicate', 'reorder', 'forge'] as const) {
    simulator.faults.add({ point: 'webhook', creator: 'noisy.nell', effect: { kind } });
  }
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');
  const published = (await world.eventTypes(postId)).filter((type) => type === 'post.published');
  expect(published).toHaveLength(1);
});

test('a gateway error in the middle of an upload costs a repeat and no second post', async () => {
  const { postId } = await draftFor('bumpy.bea');
  simulator.faults.add({
    point: 'upload',
    creator: 'bumpy.bea',
    times: 2,
    effect: { kind: 'http', status: 502 },
  });
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');
  expect(await world.onTikTok(postId)).toHaveLength(1);
});

test('a creator who disconnects us holds the post; connecting again lets it go on by itself', async () => {
  const { account, postId } = await draftFor('gone.gus');
  await publishAfterConsent(postId, () =>
    deps.db.account.update({ where: { id: account.id }, data: { status: 'RECONNECT_REQUIRED' } }),
  );
  await world.reaches(postId, 'HELD');
  expect((await postRow(postId)).problemCode).toBe('account_needs_reconnect');
  await deps.db.account.update({ where: { id: account.id }, data: { status: 'ACTIVE' } });
  await world.reaches(postId, 'PUBLISHED');
});

test('after a long downtime a post that is six hours late waits for a person, and one that is less late goes out', async () => {
  const missed = await draftFor('late.lou');
  await publishAfterConsent(missed.postId, () => {}, 6 * HOUR_MS + 1_000);
  await world.reaches(missed.postId, 'HELD');
  expect(await postRow(missed.postId)).toMatchObject({ problemCode: 'missed', problemRetryAt: null });

  const late = await draftFor('almost.al');
  await publishAfterConsent(late.postId, () => {}, 6 * HOUR_MS - 60_000);
  await world.reaches(late.postId, 'PUBLISHED');
  await retryPost(team, await world.agreement(missed.postId));
  await world.reaches(missed.postId, 'PUBLISHED');
});

test('an inbox upload ends in the creator’s inbox, which is not called published', async () => {
  const { postId } = await draftFor('draft.dora', { mode: 'INBOX' });
  await publishPost(team, { ...(await world.agreement(postId)), agreedTo: [] });
  await world.reaches(postId, 'IN_INBOX');
  expect(await world.onTikTok(postId)).toEqual([]);
  expect((await postRow(postId)).publishedAt).toBeNull();
});

test('a post that TikTok never decides on is unconfirmed after a day, needs attention after three, and is never sent again', async () => {
  const { postId } = await draftFor('stuck.stan');
  simulator.faults.add({ point: 'processing', creator: 'stuck.stan', effect: { kind: 'stuck' } });
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PROCESSING');
  for (const [hours, status] of [
    [25, 'UNCONFIRMED'],
    [48, 'NEEDS_ATTENTION'],
  ] as const) {
    deps.clock.advance(hours * HOUR_MS);
    await world.checkNow(postId);
    await world.reaches(postId, status);
    expect(await postRow(postId)).toMatchObject({ problemCode: 'no_verdict' });
  }
  await expect(retryPost(team, await world.agreement(postId))).rejects.toMatchObject({
    code: 'action_not_available',
  });
  const { openId } = simulator.creators().find(({ username }) => username === 'stuck.stan')!;
  expect(simulator.tasks().filter((task) => task.openId === openId)).toHaveLength(1);
});

test('asking for a status again after the verdict changes nothing', async () => {
  const postId = await world.draft();
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');
  await expect.poll(async () => (await postRow(postId)).nextCheckAt, { timeout: 10_000 }).toBeNull();
  const before = await world.eventTypes(postId);
  await world.checkNow(postId);
  await checkPublishStatus(deps, postId);
  expect(await world.eventTypes(postId)).toEqual(before);
});

/** Agrees to the post for an hour from now, lets something happen, then lets that hour and more go by. */
async function publishAfterConsent(postId: string, meanwhile: () => unknown, lateMs = 0): Promise<void> {
  const soon = new Date(deps.clock.now().getTime() + HOUR_MS);
  await schedulePost(team, {
    ...(await world.agreement(postId)),
    localTime: soon.toISOString().slice(0, 19),
    timeZone: 'UTC',
  });
  await meanwhile();
  deps.clock.advance(HOUR_MS + lateMs);
  await resumeHeld(deps);
}
