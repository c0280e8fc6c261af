import { encodeGlobalID } from '@pothos/plugin-relay';
import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { markGrantRevoked } from '../accounts/mark-grant-revoked.ts';
import { getCreatorInfo } from './get-creator-info.ts';
import { publishPost } from './publish-post.ts';
import { schedulePost } from './schedule-post.ts';

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
const DAY_MS = 86_400_000;

const questionsAbout = (creator: string) =>
  simulator.calls().filter((call) => call.endpoint === 'creator_info.query' && call.creator === creator);

async function creator(username: string) {
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  return account;
}

const planIn = async (postId: string, ms: number) =>
  schedulePost(team, {
    ...(await world.agreement(postId)),
    timeZone: 'UTC',
    localTime: new Date(deps.clock.now().getTime() + ms).toISOString().slice(0, 19),
  });

test('100 posts planned in a row cost one question to TikTok', async () => {
  const account = await creator('bulk.bo');
  for (let n = 0; n < 100; n++) {
    const post = await planIn(await world.draft({ accountId: account.id }), DAY_MS + (n * DAY_MS) / 14);
    expect(post.status).toBe('SCHEDULED');
  }
  expect(questionsAbout('bulk.bo')).toHaveLength(1);
}, 120_000);

test('40 posts planned at the same moment wait for one answer', async () => {
  const account = await creator('burst.bea');
  const drafts = await Promise.all(Array.from({ length: 40 }, () => world.draft({ accountId: account.id })));
  await Promise.all(drafts.map((id, n) => planIn(id, (n + 1) * DAY_MS)));
  expect(questionsAbout('burst.bea')).toHaveLength(1);
});

test('an answer has its age, and is asked for anew where a post is written or goes out', async () => {
  const account = await creator('fresh.flo');
  await planIn(await world.draft({ accountId: account.id }), DAY_MS);
  simulator.updateCreator('fresh.flo', { private: true });
  const stored = await getCreatorInfo(team, account.id, { maxAgeMs: 60_000 });
  expect(stored.privacyLevelOptions).toContain('PUBLIC_TO_EVERYONE');
  expect(deps.clock.now().getTime() - stored.fetchedAt.getTime()).toBeGreaterThan(0);

  await expect(
    publishPost(team, await world.agreement(await world.draft({ accountId: account.id }))),
  ).rejects.toMatchObject({ code: 'privacy_level_not_offered' });
  expect((await getCreatorInfo(team, account.id)).privacyLevelOptions).not.toContain('PUBLIC_TO_EVERYONE');
  expect((await getCreatorInfo(team, account.id, { maxAgeMs: 60_000 })).privacyLevelOptions).not.toContain(
    'PUBLIC_TO_EVERYONE',
  );
});

test('the API tells the age of an answer, and takes one of the age that is asked for', async () => {
  const account = await creator('aged.abe');
  await getCreatorInfo(team, account.id);
  await deps.db.storedCreatorInfo.update({
    where: { grantId: account.grantId },
    data: { fetchedAt: new Date(deps.clock.now().getTime() - 600_500) },
  });
  const { url } = await startTestServer(deps);
  const ask = graphqlClient(url, await testApiKey(team));
  const read = async (maxAgeSeconds?: number) => {
    const { data } = await ask(
      `query ($id: ID!, $maxAgeSeconds: Int) {
        node(id: $id) {
          ... on Account { creatorInfo(maxAgeSeconds: $maxAgeSeconds) { ... on CreatorInfo { ageSeconds nickname } } }
        }
      }`,
      { id: encodeGlobalID('Account', account.id), maxAgeSeconds },
    );
    return data.node.creatorInfo;
  };
  const { ageSeconds, nickname } = await read(3600);
  expect(nickname).toBe('aged.abe');
  expect(ageSeconds).toBeGreaterThanOrEqual(600);
  expect(questionsAbout('aged.abe')).toHaveLength(1);
  expect((await read()).ageSeconds).toBeLessThan(600);
  expect(questionsAbout('aged.abe')).toHaveLength(2);
});

test('a plan needs a choice that TikTok offered within the hour', async () => {
  const account = await creator('hourly.hal');
  await planIn(await world.draft({ accountId: account.id }), DAY_MS);
  simulator.updateCreator('hourly.hal', { private: true });
  await planIn(await world.draft({ accountId: account.id }), DAY_MS);
  await deps.db.storedCreatorInfo.update({
    where: { grantId: account.grantId },
    data: { fetchedAt: new Date(deps.clock.now().getTime() - 3_600_001) },
  });
  await expect(planIn(await world.draft({ accountId: account.id }), DAY_MS)).rejects.toMatchObject({
    code: 'privacy_level_not_offered',
  });
});

test('what TikTok said goes when the creator takes the permission back', async () => {
  const account = await creator('gone.gil');
  await getCreatorInfo(team, account.id);
  await markGrantRevoked(deps, {
    grantId: account.grantId,
    code: 'authorization.removed',
    actor: { kind: 'tiktok' },
  });
  expect(await deps.db.storedCreatorInfo.count({ where: { grantId: account.grantId } })).toBe(0);
});

test('while TikTok cannot be asked, what it said in the last days is good enough to plan', async () => {
  const account = await creator('outage.ola');
  await getCreatorInfo(team, account.id);
  await deps.db.storedCreatorInfo.update({
    where: { grantId: account.grantId },
    data: { fetchedAt: new Date(deps.clock.now().getTime() - 2 * DAY_MS) },
  });
  simulator.faults.add({
    point: 'creator_info.query',
    creator: 'outage.ola',
    effect: { kind: 'http', status: 503 },
    times: null,
  });
  expect((await planIn(await world.draft({ accountId: account.id }), DAY_MS)).status).toBe('SCHEDULED');
});

test.each([true, false])(
  'a creator at the cap can be planned for next week, not for today (choices told at the cap: %s)',
  async (creatorInfoDataOnCap) => {
    simulator.configure({ creatorInfoDataOnCap });
    const username = `capped.${creatorInfoDataOnCap}`;
    const account = await creator(username);
    simulator.updateCreator(username, { dailyPostCap: 0 });
    const postId = await world.draft({ accountId: account.id });
    await expect(planIn(postId, DAY_MS / 2)).rejects.toMatchObject({
      code: 'quota_exceeded',
      tiktokCode: 'spam_risk_too_many_posts',
      retryAt: expect.any(Date),
    });
    expect(await planIn(postId, 7 * DAY_MS)).toMatchObject({ status: 'SCHEDULED' });
    await expect(
      publishPost(team, await world.agreement(await world.draft({ accountId: account.id }))),
    ).rejects.toMatchObject({ tiktokCode: 'spam_risk_too_many_posts' });
    simulator.configure({ creatorInfoDataOnCap: true });
  },
);

test('a creator who is banned cannot be planned for', async () => {
  const account = await creator('banned.bill');
  simulator.updateCreator('banned.bill', { banned: true });
  await expect(planIn(await world.draft({ accountId: account.id }), 7 * DAY_MS)).rejects.toMatchObject({
    tiktokCode: 'spam_risk_user_banned_from_posting',
  });
});
