import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { publishPost } from '../posts/publish-post.ts';
import { schedulePost } from '../posts/schedule-post.ts';
import { advancePost } from './advance-post.ts';

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
await world.startWorker();

test('a post published now reaches PUBLISHED with its public id, and TikTok holds the very bytes', async () => {
  const postId = await world.draft();
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');

  await expect
    .poll(async () => (await deps.db.post.findUniqueOrThrow({ where: { id: postId } })).tiktokPostIds, {
      timeout: 15_000,
    })
    .toEqual([expect.stringMatching(/^\d{19}$/)]);
  const [published, ...more] = await world.onTikTok(postId);
  expect(more).toEqual([]);
  expect(published?.media.map(({ sha256 }) => sha256)).toEqual([world.video.sha256]);
  expect(await world.eventTypes(postId)).toEqual([
    'post.created',
    'post.scheduled',
    'post.publishing',
    'post.init_requested',
    'post.init_accepted',
    'post.upload_progress',
    'post.processing',
    'post.published',
    'post.publicly_available',
  ]);
});

test('a scheduled post is published, and not taken up before its instant', async () => {
  const postId = await world.draft();
  const at = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2000);
  await schedulePost(team, {
    ...(await world.agreement(postId)),
    localTime: at.toISOString().slice(0, 19),
    timeZone: 'UTC',
  });
  await world.reaches(postId, 'PUBLISHED');
  const event = await deps.db.event.findFirstOrThrow({ where: { postId, type: 'post.publishing' } });
  expect((event.data as { lateMs: number }).lateMs).toBeGreaterThanOrEqual(0);
});

test('twenty workers that take up the same post publish it once', async () => {
  const postId = await world.draft();
  await publishPost(team, await world.agreement(postId));
  await Promise.all(Array.from({ length: 20 }, () => advancePost(deps, postId)));
  await world.reaches(postId, 'PUBLISHED');
  expect(await world.onTikTok(postId)).toHaveLength(1);
});

test('an init whose answer is lost is followed by another attempt and one post', async () => {
  const postId = await world.draft();
  simulator.faults.add({ point: 'video.init', effect: { kind: 'drop', when: 'after' }, times: 1 });
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');
  const post = await deps.db.post.findUniqueOrThrow({
    where: { id: postId },
    include: { attempts: { orderBy: { number: 'asc' } } },
  });
  expect(post.attempts.map(({ outcome }) => outcome)).toEqual(['ABANDONED', 'PUBLISHED']);
  expect(await world.onTikTok(postId)).toHaveLength(1);
});
