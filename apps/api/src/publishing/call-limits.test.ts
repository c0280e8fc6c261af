import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { clientWithHeaders, connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { publishPost } from '../posts/publish-post.ts';
import { callTikTok } from '../quota/call-tiktok.ts';
import { pauseCalls } from '../quota/pause-calls.ts';
import { reserveCall } from '../quota/reserve-call.ts';
import { advancePost } from './advance-post.ts';
import { askAgainAt, checkPublishStatus } from './check-publish-status.ts';

const world = await createPublishingWorld();
const { deps, simulator, team } = world;

const callsTo = (endpoint: string, creator: string) =>
  simulator.calls().filter((call) => call.endpoint === endpoint && call.creator === creator);
const postRow = (id: string) => deps.db.post.findUniqueOrThrow({ where: { id } });

/** A creator with as many posts that are due now; no worker is running. */
async function duePosts(username: string, count: number) {
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const id = await world.draft({ accountId: account.id });
    await publishPost(team, await world.agreement(id));
    ids.push(id);
  }
  return { grantId: account.grantId, ids };
}

test('one reserved call is one request, also when TikTok answers 503', async () => {
  const {
    grantId,
    ids: [postId],
  } = await duePosts('flaky.fay', 1);
  const before = callsTo('creator_info.query', 'flaky.fay').length;
  simulator.faults.add({
    point: 'creator_info.query',
    creator: 'flaky.fay',
    effect: { kind: 'http', status: 503 },
    times: null,
  });
  await advancePost(deps, postId!);
  simulator.faults.clear();
  expect(callsTo('creator_info.query', 'flaky.fay')).toHaveLength(before + 1);
  expect(await deps.db.tikTokCall.count({ where: { grantId, bucket: 'creator_info.query' } })).toBe(
    before + 1,
  );
});

test('the repetition with a refreshed token is reserved too', async () => {
  const { grantId } = await duePosts('rita.refresh', 0);
  simulator.faults.add({
    point: 'creator_info.query',
    creator: 'rita.refresh',
    effect: { kind: 'error', code: 'access_token_invalid' },
  });
  const call = {
    grantId,
    bucket: 'creator_info.query',
    use: { purpose: 'CREATOR_INFO', actor: { kind: 'worker' }, teamId: team.teamId },
  } as const;
  await callTikTok(deps, call, (accessToken) => deps.tiktok.queryCreatorInfo({ accessToken }));
  expect(callsTo('creator_info.query', 'rita.refresh')).toHaveLength(2);
  expect(await deps.db.tikTokCall.count({ where: { grantId, bucket: 'creator_info.query' } })).toBe(2);
});

test('a 429 keeps every post of the token from that call for a minute', async () => {
  const {
    grantId,
    ids: [first, second],
  } = await duePosts('limited.lou', 2);
  simulator.faults.add({
    point: 'video.init',
    creator: 'limited.lou',
    effect: { kind: 'error', code: 'rate_limit_exceeded' },
  });
  await advancePost(deps, first!);
  await advancePost(deps, second!);
  expect(callsTo('video.init', 'limited.lou')).toHaveLength(1);
  for (const id of [first!, second!]) {
    const { nextCheckAt, status } = await postRow(id);
    expect(status).toBe('PUBLISHING');
    expect(nextCheckAt!.getTime() - Date.now()).toBeGreaterThan(55_000);
  }
  expect(await reserveCall(deps, grantId, 'video.init')).toMatchObject({ ok: false });
});

test.each([
  ['obeyed when it is longer than the minute', '180', 175_000, 180_000],
  ['no reason to come back within the minute', '5', 55_000, 60_000],
])('Retry-After is %s', async (_title, seconds, atLeast, atMost) => {
  const username = `after.${seconds}`;
  const {
    grantId,
    ids: [postId],
  } = await duePosts(username, 1);
  simulator.faults.add({
    point: 'video.init',
    creator: username,
    effect: { kind: 'error', code: 'rate_limit_exceeded' },
  });
  await advancePost({ ...deps, tiktok: clientWithHeaders(deps, { 'retry-after': seconds }) }, postId!);
  const call = await reserveCall(deps, grantId, 'video.init');
  const waitMs = call.ok ? 0 : call.availableAt.getTime() - Date.now();
  expect(waitMs).toBeGreaterThan(atLeast);
  expect(waitMs).toBeLessThanOrEqual(atMost);
  expect((await postRow(postId!)).nextCheckAt!.getTime() - Date.now()).toBeGreaterThan(atLeast);
});

test('status questions of one post are five seconds apart, whatever asks', async () => {
  const {
    ids: [postId],
  } = await duePosts('patient.pat', 1);
  simulator.faults.add({ point: 'processing', creator: 'patient.pat', effect: { kind: 'stuck' } });
  await advancePost(deps, postId!);
  expect((await postRow(postId!)).status).toBe('PROCESSING');
  for (let webhook = 0; webhook < 5; webhook++) {
    await askAgainAt(deps, postId!, deps.clock.now());
    await checkPublishStatus(deps, postId!);
  }
  expect(callsTo('status.fetch', 'patient.pat')).toHaveLength(1);

  const { nextCheckAt, statusAskedAt } = await postRow(postId!);
  expect(nextCheckAt!.getTime() - statusAskedAt!.getTime()).toBeGreaterThanOrEqual(5_000);
  deps.clock.set(nextCheckAt!);
  await checkPublishStatus(deps, postId!);
  expect(callsTo('status.fetch', 'patient.pat')).toHaveLength(2);
  deps.clock.set(new Date());
});

test('a worker that takes an upload over asks no sooner than five seconds after the last question', async () => {
  const {
    ids: [postId],
  } = await duePosts('restart.ron', 1);
  simulator.faults.add({ point: 'processing', creator: 'restart.ron', effect: { kind: 'stuck' } });
  await advancePost(deps, postId!);
  for (let restart = 0; restart < 3; restart++) {
    await deps.db.post.update({
      where: { id: postId! },
      data: {
        status: 'PUBLISHING',
        nextCheckAt: null,
        attempts: { updateMany: { where: {}, data: { step: 'UPLOAD_FINISHING' } } },
      },
    });
    await advancePost(deps, postId!);
  }
  expect(callsTo('status.fetch', 'restart.ron')).toHaveLength(1);
  const { nextCheckAt, statusAskedAt } = await postRow(postId!);
  expect(nextCheckAt!.getTime() - statusAskedAt!.getTime()).toBe(5_000);
});

test('a pause that ends lets the posts go on', async () => {
  const {
    grantId,
    ids: [postId],
  } = await duePosts('again.ada', 1);
  await pauseCalls(deps, grantId, 'video.init', 60_000);
  await advancePost(deps, postId!);
  expect(callsTo('video.init', 'again.ada')).toHaveLength(0);
  await deps.db.tikTokCallPause.deleteMany({ where: { grantId } });
  await deps.db.post.update({ where: { id: postId! }, data: { nextCheckAt: null } });
  await advancePost(deps, postId!);
  expect(callsTo('video.init', 'again.ada')).toHaveLength(1);
});
