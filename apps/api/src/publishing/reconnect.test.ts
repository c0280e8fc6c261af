import { expect, test } from 'vitest';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { disconnectAccount } from '../accounts/disconnect-account.ts';
import { saveGrant } from '../accounts/save-grant.ts';
import { publishPost } from '../posts/publish-post.ts';
import { schedulePost } from '../posts/schedule-post.ts';
import { advancePost } from './advance-post.ts';
import { holdDisconnected } from './hold-disconnected.ts';
import { resumeHeld } from './resume-held.ts';

const world = await createPublishingWorld({
  settings: { rateLimitsPerMinute: { creatorInfo: 500, init: 500, status: 500, display: 500 } },
});
const { deps, simulator, team } = world;

const HOUR_MS = 3_600_000;
const DIRECT = ['user.info.basic', 'video.publish'];
const INBOX = ['user.info.basic', 'video.upload'];
let creators = 0;

async function agreedPost(scopes: string[]) {
  const username = `returns.no.${++creators}`;
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username, scopes });
  const mode = scopes.includes('video.publish') ? 'DIRECT' : 'INBOX';
  const postId = await world.draft({ accountId: account.id, mode });
  await publishPost(team, await world.agreement(postId));
  return { postId, username };
}

/** The creator comes back from TikTok's consent page. */
async function consent(username: string, scopes: string[]): Promise<void> {
  deps.clock.advance(1_000);
  const { accessToken, refreshToken, openId } = simulator.issueTokens(username, scopes);
  const issuedAt = deps.clock.now();
  await saveGrant(deps, {
    token: {
      accessToken,
      refreshToken,
      openId,
      scopes,
      expiresAt: new Date(issuedAt.getTime() + 2 * HOUR_MS),
      refreshExpiresAt: new Date(issuedAt.getTime() + 180 * 24 * HOUR_MS),
      logId: null,
    },
    issuedAt,
    // Somebody else's: the team's own account is brought back here as well.
    connectingTeamId: '00000000-0000-0000-0000-000000000000',
  });
}

const stateOf = async (postId: string) => {
  const { status, problemCode } = await deps.db.post.findUniqueOrThrow({ where: { id: postId } });
  return { status, problemCode };
};
const helds = async (postId: string) =>
  (await world.eventTypes(postId)).filter((type) => type === 'post.held').length;

/** A worker that sweeps and advances, some rounds long. */
async function work(postId: string, rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    deps.clock.advance(5_000);
    await resumeHeld(deps);
    await advancePost(deps, postId);
  }
}

test.each([
  ['scope_not_authorized', 'video.init', DIRECT],
  ['scope_permission_missed', 'video.init', DIRECT],
  ['access_token_invalid', 'creator_info.query', DIRECT],
  ['scope_not_authorized', 'inbox.video.init', INBOX],
  ['access_token_invalid', 'inbox.video.init', INBOX],
] as const)(
  'a post held by %s at %s goes on after a new consent, and not before',
  async (code, point, scopes) => {
    const { postId, username } = await agreedPost([...scopes]);
    const fault = simulator.faults.add({
      point,
      creator: username,
      times: null,
      effect: { kind: 'error', code },
    });
    await work(postId);
    expect(await stateOf(postId)).toEqual({ status: 'HELD', problemCode: code });
    expect(await helds(postId)).toBe(1);

    await consent(username, [...scopes]);
    await work(postId);
    expect(await helds(postId), 'a consent that does not help is tried once').toBe(2);

    simulator.faults.remove(fault.id);
    await work(postId);
    expect((await stateOf(postId)).status).toBe('HELD');
    await consent(username, [...scopes]);
    await work(postId);
    expect((await stateOf(postId)).status).toBe('PROCESSING');
  },
);

test('a consent without the scope that the post needs lets nothing go on', async () => {
  const { postId, username } = await agreedPost(DIRECT);
  const effect = { kind: 'error', code: 'scope_not_authorized' } as const;
  simulator.faults.add({ point: 'video.init', creator: username, effect });
  await work(postId);
  await consent(username, INBOX);
  await work(postId);
  expect((await stateOf(postId)).status).toBe('HELD');
  await consent(username, [...DIRECT, ...INBOX]);
  await work(postId);
  expect((await stateOf(postId)).status).toBe('PROCESSING');
});

test('a removal that TikTok’s verdict names is healed by the consent that made the verdict readable', async () => {
  const { postId, username } = await agreedPost(DIRECT);
  simulator.faults.add({ point: 'processing', creator: username, effect: { kind: 'stuck' } });
  await advancePost(deps, postId);
  simulator.disconnect(username);
  await world.checkNow(postId);
  expect(await stateOf(postId)).toEqual({ status: 'UNCONFIRMED', problemCode: 'account_needs_reconnect' });
  await consent(username, DIRECT);
  await resumeHeld(deps);
  await world.checkNow(postId);
  expect(await stateOf(postId)).toEqual({ status: 'HELD', problemCode: 'auth_removed' });
  await work(postId);
  expect((await stateOf(postId)).status).toBe('PROCESSING');
});

test('a consent that comes too late to publish by itself says so', async () => {
  const { postId, username } = await agreedPost(DIRECT);
  const effect = { kind: 'error', code: 'scope_not_authorized' } as const;
  simulator.faults.add({ point: 'video.init', creator: username, effect });
  await work(postId);
  deps.clock.advance(7 * HOUR_MS);
  await consent(username, DIRECT);
  await work(postId);
  expect(await stateOf(postId)).toEqual({ status: 'HELD', problemCode: 'missed' });
  expect(await helds(postId)).toBe(2);
});

test('the planned posts of a disconnected account say at once why they wait, and go on when it is connected again', async () => {
  const username = `returns.no.${++creators}`;
  simulator.createCreator({ username });
  const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
  const localTime = new Date(deps.clock.now().getTime() + 24 * HOUR_MS).toISOString().slice(0, 19);
  const planned = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const id = await world.draft({ accountId: account.id });
      await schedulePost(team, { ...(await world.agreement(id)), localTime, timeZone: 'UTC' });
      return id;
    }),
  );
  const untouched = await world.draft({ accountId: account.id });
  const others = (await agreedPost(DIRECT)).postId;

  await disconnectAccount({ ...team, role: 'ADMIN' }, { accountId: account.id });
  await Promise.all([holdDisconnected(deps), holdDisconnected(deps)]);
  await holdDisconnected(deps);
  for (const id of planned) {
    expect(await stateOf(id)).toEqual({ status: 'HELD', problemCode: 'account_disconnected' });
    expect(await helds(id)).toBe(1);
  }
  expect((await stateOf(untouched)).status).toBe('DRAFT');
  expect((await stateOf(others)).status).toBe('SCHEDULED');

  await consent(username, DIRECT);
  await deps.db.account.update({
    where: { id: account.id },
    data: { status: 'ACTIVE', disconnectedAt: null },
  });
  await resumeHeld(deps);
  await holdDisconnected(deps);
  for (const id of planned) {
    const { status, publishAt } = await deps.db.post.findUniqueOrThrow({ where: { id } });
    expect(status).toBe('SCHEDULED');
    expect(publishAt?.toISOString().slice(0, 19)).toBe(localTime);
  }
});
