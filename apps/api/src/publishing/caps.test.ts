import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { publishPost } from '../posts/publish-post.ts';
import { retryPost } from '../posts/retry-post.ts';
import { schedulePost } from '../posts/schedule-post.ts';
import { advancePost } from './advance-post.ts';
import { resumeHeld } from './resume-held.ts';

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const callsOf = (creator: string) => simulator.calls().filter((call) => call.creator === creator);
const postRow = (id: string) => deps.db.post.findUniqueOrThrow({ where: { id } });

async function creator(username: string) {
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  return account;
}

async function duePost(accountId: string): Promise<string> {
  const postId = await world.draft({ accountId });
  await publishPost(team, await world.agreement(postId));
  return postId;
}

const planAt = async (postId: string, at: Date) =>
  schedulePost(team, {
    ...(await world.agreement(postId)),
    timeZone: 'UTC',
    localTime: at.toISOString().slice(0, 19),
  });

/** A post that TikTok took some hours ago. */
async function sent(accountId: string, hoursAgo: number): Promise<Date> {
  const id = await world.draft({ accountId });
  const startedAt = new Date(deps.clock.now().getTime() - hoursAgo * HOUR_MS);
  await deps.db.post.update({
    where: { id },
    data: {
      status: 'PUBLISHED',
      attempts: {
        create: {
          number: 1,
          publishId: `v_pub_${id}`,
          step: 'SETTLED',
          outcome: 'PUBLISHED',
          startedAt,
          finishedAt: startedAt,
        },
      },
    },
  });
  return startedAt;
}

const capAtInit = (username: string) =>
  simulator.faults.add({
    point: 'video.init',
    creator: username,
    effect: { kind: 'error', code: 'spam_risk_too_many_posts' },
  });

test('a cap refused once is not asked about again by the other posts of the creator', async () => {
  const account = await creator('once.olga');
  const [first, second, third] = [
    await duePost(account.id),
    await duePost(account.id),
    await duePost(account.id),
  ];
  capAtInit('once.olga');
  await advancePost(deps, first);
  const asked = callsOf('once.olga').length;
  await advancePost(deps, second);
  await advancePost(deps, third);
  expect(callsOf('once.olga')).toHaveLength(asked);
  const { problemRetryAt } = await postRow(first);
  for (const id of [second, third]) {
    expect(await postRow(id)).toMatchObject({
      status: 'HELD',
      problemCode: 'spam_risk_too_many_posts',
      problemRetryAt,
    });
  }
});

test('the window slides: there is room once the oldest post of ours leaves it', async () => {
  const account = await creator('slide.sid');
  const oldest = await sent(account.id, 20);
  await sent(account.id, 3);
  await sent(account.id, 25);
  const postId = await duePost(account.id);
  capAtInit('slide.sid');
  await advancePost(deps, postId);
  expect(await postRow(postId)).toMatchObject({
    status: 'HELD',
    problemRetryAt: new Date(oldest.getTime() + DAY_MS),
  });

  await deps.db.post.update({ where: { id: postId }, data: { problemRetryAt: deps.clock.now() } });
  await deps.db.capObservation.updateMany({
    where: { grantId: account.grantId },
    data: { retryAt: deps.clock.now() },
  });
  await resumeHeld(deps);
  await advancePost(deps, postId);
  expect(await postRow(postId)).toMatchObject({ status: 'PROCESSING' });
});

test('what TikTok took before it refused is the cap for plans of the next days', async () => {
  const account = await creator('learn.lea');
  await sent(account.id, 20);
  await sent(account.id, 3);
  capAtInit('learn.lea');
  await advancePost(deps, await duePost(account.id));

  const day = new Date(deps.clock.now().getTime() + 4 * DAY_MS);
  for (const hour of [0, 1]) {
    await planAt(await world.draft({ accountId: account.id }), new Date(day.getTime() + hour * HOUR_MS));
  }
  const third = await world.draft({ accountId: account.id });
  await expect(planAt(third, new Date(day.getTime() + 2 * HOUR_MS))).rejects.toMatchObject({
    code: 'quota_exceeded',
    message: expect.stringContaining('about 2'),
  });
  expect((await planAt(third, new Date(day.getTime() + 25 * HOUR_MS))).status).toBe('SCHEDULED');
});

test('a retry by hand during a cap is refused with the time when there is room', async () => {
  const account = await creator('retry.rex');
  const postId = await duePost(account.id);
  capAtInit('retry.rex');
  await advancePost(deps, postId);
  const { problemRetryAt } = await postRow(postId);
  await expect(retryPost(team, await world.agreement(postId))).rejects.toMatchObject({
    code: 'quota_exceeded',
    tiktokCode: 'spam_risk_too_many_posts',
    retryAt: problemRetryAt,
    message: expect.stringContaining(problemRetryAt!.toISOString()),
  });
  expect((await postRow(postId)).status).toBe('HELD');
});

test('a post that TikTok took after the cap shows that it is over', async () => {
  const account = await creator('over.ovid');
  const postId = await duePost(account.id);
  capAtInit('over.ovid');
  await advancePost(deps, postId);
  await sent(account.id, -0.001);
  expect((await retryPost(team, await world.agreement(postId))).status).toBe('SCHEDULED');
});
