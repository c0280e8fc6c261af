import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { publishPost } from '../posts/publish-post.ts';
import { updateTeam } from '../teams/update-team.ts';
import { advancePost } from './advance-post.ts';
import { resumeHeld } from './resume-held.ts';

const world = await createPublishingWorld({
  settings: { rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 } },
});
const { deps, simulator, team } = world;

const MINUTE_MS = 60_000;
const postRow = (id: string) => deps.db.post.findUniqueOrThrow({ where: { id } });

const publishLateWithin = (catchUpHours: number) => updateTeam({ ...team, role: 'ADMIN' }, { catchUpHours });

/** A post that was due this long ago. */
async function latePost(lateMs: number): Promise<string> {
  const postId = await world.draft();
  await publishPost(team, await world.agreement(postId));
  const publishAt = new Date(deps.clock.now().getTime() - lateMs);
  await deps.db.post.update({ where: { id: postId }, data: { publishAt } });
  return postId;
}

test.each([1, 72])(
  'a team that publishes late within %s h has later posts held, earlier ones sent',
  async (hours) => {
    await publishLateWithin(hours);
    const inTime = await latePost((hours * 60 - 1) * MINUTE_MS);
    const missed = await latePost((hours * 60 + 1) * MINUTE_MS);
    for (const postId of [inTime, missed]) await advancePost(deps, postId);
    expect(await postRow(inTime)).toMatchObject({ status: 'PROCESSING' });
    expect(await postRow(missed)).toMatchObject({ status: 'HELD', problemCode: 'missed' });
  },
);

test('TikTok is waited for as long as the team publishes late', async () => {
  await publishLateWithin(1);
  const postId = await latePost(0);
  simulator.faults.add({ point: 'video.init', times: 2, effect: { kind: 'http', status: 503 } });
  await advancePost(deps, postId);
  expect(await postRow(postId)).toMatchObject({ status: 'PUBLISHING', problemCode: null });
  deps.clock.advance(61 * MINUTE_MS);
  await advancePost(deps, postId);
  expect(await postRow(postId)).toMatchObject({ status: 'HELD', problemCode: 'tiktok_outage' });
});

test('a held post whose obstacle is gone goes on within that time, and is missed after it', async () => {
  await publishLateWithin(24);
  const { accountId } = world;
  await deps.db.account.update({ where: { id: accountId }, data: { status: 'RECONNECT_REQUIRED' } });
  const held = { status: 'HELD', problemCode: 'account_needs_reconnect' } as const;
  const [inTime, missed] = [await draftHeldFor(23 * 60), await draftHeldFor(25 * 60)];
  async function draftHeldFor(minutes: number) {
    const postId = await world.draft();
    const publishAt = new Date(deps.clock.now().getTime() - minutes * MINUTE_MS);
    await deps.db.post.update({ where: { id: postId }, data: { ...held, publishAt } });
    return postId;
  }
  await deps.db.account.update({ where: { id: accountId }, data: { status: 'ACTIVE' } });
  await resumeHeld(deps);
  expect(await postRow(inTime)).toMatchObject({ status: 'SCHEDULED', problemCode: null });
  expect(await postRow(missed)).toMatchObject({ status: 'HELD', problemCode: 'missed' });
});
