import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { actInTeam } from '../context.ts';
import { publishPost } from '../posts/publish-post.ts';
import { advancePost } from './advance-post.ts';
import { giveUpPost, markPostPublished, publishPostAgain } from './decide-post.ts';
import { listCandidates } from './list-candidates.ts';

const world = await createPublishingWorld({
  settings: { rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 } },
});
const { deps, simulator, team } = world;
const HOUR_MS = 3_600_000;
let creators = 0;

/** A post of which TikTok says nothing for three days. */
async function undecidedPost(): Promise<string> {
  const username = `silent.no.${++creators}`;
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  const postId = await world.draft({ accountId: account.id });
  await publishPost(team, await world.agreement(postId));
  simulator.faults.add({ point: 'processing', creator: username, effect: { kind: 'stuck' } });
  await advancePost(deps, postId);
  await deps.db.publishAttempt.updateMany({
    where: { postId },
    data: { startedAt: new Date(deps.clock.now().getTime() - 73 * HOUR_MS) },
  });
  await world.checkNow(postId);
  return postId;
}

const postRow = (id: string) =>
  deps.db.post.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { number: 'asc' } }, account: true },
  });
const lastEvent = async (postId: string) => (await world.eventTypes(postId)).at(-1);

const LINK = 'https://www.tiktok.com/@silent.no.1/video/7300000000000000001?lang=en';

test.each([
  [LINK, ['7300000000000000001']],
  [' 7300000000000000001 ', ['7300000000000000001']],
  [null, []],
])('a person who found the post at %j marks it as published', async (link, tiktokPostIds) => {
  const postId = await undecidedPost();
  expect((await postRow(postId)).status).toBe('NEEDS_ATTENTION');
  await markPostPublished(team, { postId, link });
  const post = await postRow(postId);
  expect(post).toMatchObject({ status: 'PUBLISHED', tiktokPostIds, problemCode: null, nextCheckAt: null });
  expect(post.attempts.map(({ outcome }) => outcome)).toEqual(['PUBLISHED']);
  expect(await lastEvent(postId)).toBe('post.marked_published');
});

test('a link that leads to no post is refused by name, and nothing changes', async () => {
  const postId = await undecidedPost();
  for (const link of ['', 'https://www.tiktok.com/@silent.no.1', 'javascript:alert(1)', '12']) {
    await expect(markPostPublished(team, { postId, link })).rejects.toMatchObject({
      code: 'tiktok_link_invalid',
      path: ['link'],
    });
  }
  expect((await postRow(postId)).status).toBe('NEEDS_ATTENTION');
});

test('a post that was given up has failed and is not retried by a click', async () => {
  const postId = await undecidedPost();
  await giveUpPost(team, { postId });
  expect(await postRow(postId)).toMatchObject({
    status: 'FAILED',
    problemCode: 'given_up',
    nextCheckAt: null,
  });
  expect(await lastEvent(postId)).toBe('post.failed');
  await expect(giveUpPost(team, { postId })).rejects.toMatchObject({ code: 'action_not_available' });
});

test('publishing again takes a person who says that it may be there twice', async () => {
  const postId = await undecidedPost();
  const { contentHash } = await world.agreement(postId);
  const input = { postId, contentHash, mayBePublishedTwice: true };
  await expect(publishPostAgain(team, { ...input, mayBePublishedTwice: false })).rejects.toMatchObject({
    code: 'risk_not_taken',
  });
  await expect(publishPostAgain(team, { ...input, contentHash: 'of another text' })).rejects.toMatchObject({
    code: 'post_changed',
  });
  await publishPostAgain(team, input);
  expect(await lastEvent(postId)).toBe('post.published_again');
  await advancePost(deps, postId);
  await expect.poll(() => world.onTikTok(postId), { timeout: 10_000 }).toHaveLength(1);
  await world.checkNow(postId);
  const { status, attempts } = await postRow(postId);
  expect({ status, outcomes: attempts.map(({ outcome }) => outcome) }).toEqual({
    status: 'PUBLISHED',
    outcomes: ['FAILED', 'PUBLISHED'],
  });
});

test('public videos since the attempt began are offered as candidates', async () => {
  const postId = await undecidedPost();
  expect(await listCandidates(team, postId)).toEqual([]);
  const { account } = await postRow(postId);
  const other = await world.draft({ accountId: account.id });
  await publishPost(team, await world.agreement(other));
  await advancePost(deps, other);
  const count = async () => (await listCandidates(team, postId)).length;
  await expect.poll(count, { timeout: 10_000 }).toBe(1);
  const [candidate] = await listCandidates(team, postId);
  expect(candidate?.id).toMatch(/^\d{19}$/);
});

test('nobody decides on a post of another team, as a viewer, or while TikTok is still expected to answer', async () => {
  const postId = await undecidedPost();
  const strangers = await createTestTeam(deps);
  await expect(giveUpPost(strangers, { postId })).rejects.toMatchObject({ code: 'not_found' });
  const viewer = actInTeam(deps, { ...team, role: 'VIEWER' });
  await expect(giveUpPost(viewer, { postId })).rejects.toMatchObject({ code: 'forbidden' });
  const draft = await world.draft();
  await expect(giveUpPost(team, { postId: draft })).rejects.toMatchObject({ code: 'action_not_available' });
});
