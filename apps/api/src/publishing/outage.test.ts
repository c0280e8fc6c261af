import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { publishPost } from '../posts/publish-post.ts';
import { retryPost } from '../posts/retry-post.ts';
import { advancePost } from './advance-post.ts';

const world = await createPublishingWorld({
  settings: { rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 } },
});
const { deps, simulator, team } = world;

const MINUTE_MS = 60_000;
const postRow = (id: string) =>
  deps.db.post.findUniqueOrThrow({ where: { id }, include: { attempts: { orderBy: { number: 'asc' } } } });

async function publishDraft(): Promise<string> {
  const postId = await world.draft();
  await publishPost(team, await world.agreement(postId));
  return postId;
}

/** Lets a worker look at the post every six minutes, longer than any pause between attempts. */
async function advanceFor(postId: string, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 6) {
    await advancePost(deps, postId);
    deps.clock.advance(6 * MINUTE_MS);
    // Calls are counted by the database's clock, which stays.
    await deps.db.tikTokCall.deleteMany();
    await deps.db.tikTokCallPause.deleteMany();
  }
}

test.each([
  ['answers 503', { kind: 'http', status: 503 }],
  ['does not answer', { kind: 'drop', when: 'before' }],
] as const)('an init that %s for five hours delays the post and fails nothing', async (_what, effect) => {
  const postId = await publishDraft();
  const fault = simulator.faults.add({ point: 'video.init', times: null, effect });
  await advanceFor(postId, 5 * 60);
  expect(await postRow(postId)).toMatchObject({ status: 'PUBLISHING', problemCode: null });

  simulator.faults.remove(fault.id);
  await advancePost(deps, postId);
  expect((await postRow(postId)).status).toBe('PROCESSING');
  await world.checkNow(postId);
  await expect.poll(() => world.onTikTok(postId)).toHaveLength(1);
});

test('an outage that outlasts the time within which a post is published late holds it, and a retry publishes it', async () => {
  const postId = await publishDraft();
  const fault = simulator.faults.add({
    point: 'video.init',
    times: null,
    effect: { kind: 'http', status: 503 },
  });
  await advanceFor(postId, 6 * 60 + 12);
  expect(await postRow(postId)).toMatchObject({
    status: 'HELD',
    problemCode: 'tiktok_outage',
    problemRetryAt: null,
  });
  simulator.faults.remove(fault.id);
  await retryPost(team, await world.agreement(postId));
  await advancePost(deps, postId);
  await expect.poll(() => world.onTikTok(postId)).toHaveLength(1);
});

test('ten refusals for calling too often cost no attempt', async () => {
  const postId = await publishDraft();
  simulator.faults.add({
    point: 'video.init',
    times: 10,
    effect: { kind: 'error', code: 'rate_limit_exceeded' },
  });
  await advanceFor(postId, 66);
  const { status, attempts } = await postRow(postId);
  expect({ status, accepted: attempts.filter(({ publishId }) => publishId).length }).toEqual({
    status: 'PROCESSING',
    accepted: 1,
  });
});
