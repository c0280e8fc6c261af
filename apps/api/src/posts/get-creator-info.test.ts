import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, createSimulatedTikTok } from '../../test/tiktok-deps.ts';
import type { TeamContext } from '../context.ts';
import { actInTeam } from '../context.ts';
import { getCreatorInfo, offeredPrivacyLevels } from './get-creator-info.ts';

const world = await createSimulatedTikTok();
const { simulator } = world;
const deps = {
  ...world.deps,
  config: { ...world.deps.config, tiktok: { ...world.deps.config.tiktok, audited: true } },
};
const { db } = deps;

let ctx: TeamContext;
let accountId = '';
let username = '';

beforeEach(async () => {
  simulator.faults.clear();
  ctx = await createTestTeam(deps, 'VIEWER');
  const connected = await connectSimulatedCreator(world, ctx.teamId);
  username = connected.username;
  accountId = connected.account.id;
});

const fault = (code: string) =>
  simulator.faults.add({
    point: 'creator_info.query',
    effect: { kind: 'error', code },
    creator: username,
    times: null,
  });

test('it is what TikTok says at this moment, asked anew each time', async () => {
  expect(await getCreatorInfo(ctx, accountId)).toMatchObject({
    username,
    privacyLevelOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
    duetDisabled: false,
    maxVideoPostDurationSeconds: 300,
    fetchedAt: deps.clock.now(),
    refusal: null,
  });
  simulator.updateCreator(username, { private: true, maxVideoPostDurationSec: 60 });
  expect(await getCreatorInfo(ctx, accountId)).toMatchObject({
    privacyLevelOptions: ['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
    duetDisabled: true,
    maxVideoPostDurationSeconds: 60,
  });
});

test('an app without the audit offers only SELF_ONLY', async () => {
  const info = await getCreatorInfo(actInTeam(world.deps, ctx), accountId);
  expect(info.privacyLevelOptions).toEqual(['SELF_ONLY']);
});

test('narrowing never offers what TikTok does not', () => {
  const option = fc.constantFrom(
    'PUBLIC_TO_EVERYONE',
    'MUTUAL_FOLLOW_FRIENDS',
    'FOLLOWER_OF_CREATOR',
    'SELF_ONLY',
    'NEW',
  );
  fc.assert(
    fc.property(fc.array(option), fc.boolean(), (options, audited) => {
      const offered = offeredPrivacyLevels(options, audited);
      return offered.every((level) => options.includes(level) && (audited || level === 'SELF_ONLY'));
    }),
  );
});

test('a cap is an answer that says until when', async () => {
  fault('spam_risk_too_many_posts');
  const { refusal } = await getCreatorInfo(ctx, accountId);
  const day = new Date(deps.clock.now().getTime() + 86_400_000);
  expect(refusal).toMatchObject({
    code: 'spam_risk_too_many_posts',
    retryAt: day,
    logId: expect.any(String),
  });
});

test('a ban is an answer for which waiting does not help', async () => {
  simulator.configure({ creatorInfoDataOnCap: false });
  simulator.updateCreator(username, { banned: true });
  const info = await getCreatorInfo(ctx, accountId);
  simulator.configure({ creatorInfoDataOnCap: true });
  expect(info.refusal).toMatchObject({ code: 'spam_risk_user_banned_from_posting', retryAt: null });
  expect(info).toMatchObject({ username, nickname: username, privacyLevelOptions: [] });
});

test('TikTok’s refusal carries its code, log id and when to come back', async () => {
  fault('rate_limit_exceeded');
  await expect(getCreatorInfo(ctx, accountId)).rejects.toMatchObject({
    code: 'tiktok_refused',
    tiktokCode: 'rate_limit_exceeded',
    retryable: true,
    retryAt: new Date(deps.clock.now().getTime() + 60_000),
    logId: expect.any(String),
  });
});

test('a permission that is missing is a conflict, known beforehand or told by TikTok', async () => {
  const uploads = await connectSimulatedCreator(world, ctx.teamId, { scopes: ['video.upload'] });
  await expect(getCreatorInfo(ctx, uploads.account.id)).rejects.toMatchObject({ code: 'scope_missing' });
  fault('scope_not_authorized');
  await expect(getCreatorInfo(ctx, accountId)).rejects.toMatchObject({ code: 'scope_missing' });
});

test.each([
  ['DISCONNECTED', 'account_disconnected'],
  ['RECONNECT_REQUIRED', 'account_needs_reconnect'],
] as const)('an account that is %s is not asked for', async (status, code) => {
  await db.account.update({ where: { id: accountId }, data: { status } });
  await expect(getCreatorInfo(ctx, accountId)).rejects.toMatchObject({ code });
  expect(simulator.calls().filter((call) => call.creator === username)).toEqual([]);
});

test('another team’s account is not found', async () => {
  await expect(getCreatorInfo(await createTestTeam(deps), accountId)).rejects.toMatchObject({
    code: 'not_found',
  });
});
