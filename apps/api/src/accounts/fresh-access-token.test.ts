import { randomUUID } from 'node:crypto';
import { createDb } from '@airdate/db';
import { TikTokError } from '@airdate/tiktok';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRunningTestClock, createTestTeam } from '../../test/test-deps.ts';
import {
  clientOf,
  connectSimulatedCreator,
  createSimulatedTikTok,
  tokensOf,
} from '../../test/tiktok-deps.ts';
import { LEASE_MS } from '../lease-end.ts';
import { freshAccessToken, withAccessToken } from './fresh-access-token.ts';
import { resealedTokens, tokenColumns } from './grant.ts';
import { recordTokenAccess } from './record-token-access.ts';
import { refreshGrant } from './refresh-grant.ts';
import { type RefreshLease, takeRefreshLease } from './refresh-lease.ts';
import { saveGrant } from './save-grant.ts';

const HOUR_MS = 3_600_000;
const USE = { purpose: 'STATUS', actor: { kind: 'worker' }, teamId: null } as const;

const world = await createSimulatedTikTok();
const { deps, simulator } = world;
const { db } = deps;
const otherProcess = { ...deps, db: createDb({ url: deps.databaseUrl, poolSize: 5 }) };
afterAll(() => otherProcess.db.$disconnect());

let teamId = '';
let grantId = '';
let accountId = '';
let username = '';
let firstToken = '';

beforeEach(async () => {
  simulator.faults.clear();
  deps.clock.set(new Date());
  teamId = (await createTestTeam(deps)).teamId;
  const connected = await connectSimulatedCreator(world, teamId);
  ({ username, accessToken: firstToken } = connected);
  accountId = connected.account.id;
  grantId = connected.account.grantId;
});

const grant = () => db.grant.findUniqueOrThrow({ where: { id: grantId } });
const refreshes = () =>
  simulator.calls().filter((call) => call.endpoint === 'oauth.refresh' && call.creator === username);
const accountStatus = async () => (await db.account.findUniqueOrThrow({ where: { id: accountId } })).status;
const events = async () => (await db.event.findMany({ where: { accountId } })).map(({ type }) => type);
const newToken = (accessToken: string) => {
  const expiresAt = new Date(deps.clock.now().getTime() + 2 * HOUR_MS);
  const rest = { refreshToken: 'rft.x', openId: '-', scopes: ['video.publish'], logId: null };
  return { accessToken, expiresAt, refreshExpiresAt: expiresAt, ...rest };
};
const makeStale = () => deps.clock.advance(2 * HOUR_MS);

describe('an access token', () => {
  test('with enough life left is used as it is', async () => {
    deps.clock.advance(HOUR_MS);
    expect(await freshAccessToken(deps, grantId, USE)).toBe(firstToken);
    expect(refreshes()).toHaveLength(0);
  });

  test('near its end is replaced, and the new pair is saved', async () => {
    const before = tokensOf(deps.keyring, await grant()).refreshToken;
    makeStale();
    const token = await freshAccessToken(deps, grantId, USE);
    const after = await grant();
    expect(token).not.toBe(firstToken);
    expect(tokensOf(deps.keyring, after).accessToken).toBe(token);
    expect(tokensOf(deps.keyring, after).refreshToken).not.toBe(before);
    expect(after.accessTokenExpiresAt.getTime() - deps.clock.now().getTime()).toBeGreaterThan(1.9 * HOUR_MS);
    expect(after.refreshLeaseToken).toBeNull();
    await expect(deps.tiktok.queryCreatorInfo({ accessToken: token })).resolves.toBeDefined();

    expect(await freshAccessToken(deps, grantId, USE)).toBe(token);
    expect(refreshes()).toHaveLength(1);
  });

  test('near its end is replaced, although a rotation of keys sealed it anew after it was read', async () => {
    makeStale();
    const read = await grant();
    const use = await recordTokenAccess(deps, grantId, { ...USE, purpose: 'KEY_ROTATION' });
    await db.grant.update({ where: { id: grantId }, data: resealedTokens(deps.keyring, read, use) });
    const token = await refreshGrant(deps, read, USE);
    expect(token).not.toBe(firstToken);
    expect(tokensOf(deps.keyring, await grant()).accessToken).toBe(token);
  });

  test('is refreshed once for twenty callers in two processes', async () => {
    simulator.faults.add({
      point: 'oauth.refresh',
      effect: { kind: 'none' },
      latencyMs: 150,
      creator: username,
    });
    makeStale();
    const callers = Array.from({ length: 20 }, (_, n) =>
      freshAccessToken(n % 2 ? otherProcess : deps, grantId, USE),
    );
    const tokens = new Set(await Promise.all(callers));
    expect(tokens.size).toBe(1);
    expect(refreshes()).toHaveLength(1);
    expect(await accountStatus()).toBe('ACTIVE');
  });
});

test('the lease of a process that died in a refresh is taken over within 5 s', async () => {
  makeStale();
  const takenAt = deps.clock.now().getTime();
  await db.grant.update({
    where: { id: grantId },
    data: { refreshLeaseToken: randomUUID(), refreshLeaseExpiresAt: new Date(takenAt + LEASE_MS) },
  });
  const waiting = freshAccessToken(deps, grantId, USE);
  deps.clock.advance(5_000);
  expect(await waiting).not.toBe(firstToken);
  expect(refreshes()).toHaveLength(1);
});

describe('the lease on a refresh', () => {
  let lease: RefreshLease | null = null;
  beforeEach(async () => {
    makeStale();
    lease = await takeRefreshLease(otherProcess, await grant());
  });
  afterEach(() => lease?.release());

  test('of a process that lives is waited for, and its token is used', async () => {
    const waiting = freshAccessToken(deps, grantId, USE);
    const token = newToken('act.from-elsewhere');
    const columns = tokenColumns(deps.keyring, grantId, token, deps.clock.now());
    await db.grant.update({ where: { id: grantId }, data: { ...columns, refreshLeaseToken: null } });
    expect(await waiting).toBe('act.from-elsewhere');
    expect(refreshes()).toHaveLength(0);
  });

  test('is kept while a call lasts longer than it', async () => {
    await lease?.release();
    const latencyMs = LEASE_MS + 1_000;
    simulator.faults.add({ point: 'oauth.refresh', effect: { kind: 'none' }, latencyMs, creator: username });
    const running = { ...deps, clock: createRunningTestClock() };
    running.clock.advance(2 * HOUR_MS);
    const tokens = await Promise.all([
      freshAccessToken(running, grantId, USE),
      freshAccessToken({ ...otherProcess, clock: running.clock }, grantId, USE),
    ]);
    expect(new Set(tokens).size).toBe(1);
    expect(refreshes()).toHaveLength(1);
  });

  test('is lost to a new consent, whose tokens win', async () => {
    await lease?.release();
    simulator.faults.add({
      point: 'oauth.refresh',
      effect: { kind: 'none' },
      latencyMs: 300,
      creator: username,
    });
    const refreshing = freshAccessToken(deps, grantId, USE);
    await expect.poll(async () => (await grant()).refreshLeaseToken).not.toBeNull();
    const issued = simulator.issueTokens(username, ['video.publish']);
    const issuedAt = deps.clock.now();
    const token = { ...newToken(issued.accessToken), ...issued };
    await saveGrant(deps, { token, issuedAt, connectingTeamId: teamId });

    expect(await refreshing).toBe(issued.accessToken);
    expect(tokensOf(deps.keyring, await grant()).refreshToken).toBe(issued.refreshToken);
  });
});

describe('when TikTok does not answer', () => {
  test('a lost answer is asked for once more', async () => {
    simulator.faults.add({
      point: 'oauth.refresh',
      effect: { kind: 'drop', when: 'before' },
      creator: username,
    });
    makeStale();
    expect(await freshAccessToken(deps, grantId, USE)).not.toBe(firstToken);
    expect(refreshes()).toHaveLength(2);
  });

  test('a slow answer is asked for once more', async () => {
    const hasty = { ...deps, tiktok: clientOf(deps, 250) };
    simulator.faults.add({
      point: 'oauth.refresh',
      effect: { kind: 'drop', when: 'before' },
      latencyMs: 600,
      creator: username,
    });
    makeStale();
    expect(await freshAccessToken(hasty, grantId, USE)).not.toBe(firstToken);
  });

  test('silence is no refusal: the account stays connected and the error can be retried', async () => {
    const effect = { kind: 'drop', when: 'before' } as const;
    simulator.faults.add({ point: 'oauth.refresh', effect, creator: username, times: null });
    makeStale();
    await expect(freshAccessToken(deps, grantId, USE)).rejects.toMatchObject({
      name: 'TikTokRefusedError',
      code: 'tiktok_unreachable',
      retryable: true,
    });
    expect(refreshes()).toHaveLength(2);
    expect(await accountStatus()).toBe('ACTIVE');
    expect(await grant()).toMatchObject({ status: 'ACTIVE', refreshLeaseToken: null });

    simulator.faults.clear();
    expect(await freshAccessToken(deps, grantId, USE)).not.toBe(firstToken);
  });

  test('everybody who waited shares the failure instead of asking again', async () => {
    const effect = { kind: 'drop', when: 'before' } as const;
    simulator.faults.add({ point: 'oauth.refresh', effect, creator: username, times: null, latencyMs: 500 });
    makeStale();
    const callers = Array.from({ length: 10 }, (_, n) =>
      freshAccessToken(n % 2 ? otherProcess : deps, grantId, USE),
    );
    const outcomes = await Promise.allSettled(callers);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'tiktok_unreachable' } });
    expect(refreshes()).toHaveLength(2);
  });

  test.each(['invalid_client', 'server_error'])('%s leaves the account connected', async (code) => {
    simulator.faults.add({
      point: 'oauth.refresh',
      effect: { kind: 'error', code },
      creator: username,
      times: null,
    });
    makeStale();
    await expect(freshAccessToken(deps, grantId, USE)).rejects.toMatchObject({ tiktokCode: code });
    expect(await accountStatus()).toBe('ACTIVE');
  });
});

describe('when TikTok refuses the refresh token', () => {
  test('every account on the grant needs a reconnect, and each team is told', async () => {
    const other = await createTestTeam(deps);
    const second = await connectSimulatedCreator(world, other.teamId, { username });
    await deps.tiktok.revokeToken({ accessToken: await freshAccessToken(deps, grantId, USE) });
    makeStale();
    await expect(freshAccessToken(deps, grantId, USE)).rejects.toMatchObject({
      name: 'ConflictError',
      code: 'account_needs_reconnect',
      tiktokCode: 'invalid_grant',
      logId: expect.any(String),
    });
    expect(await grant()).toMatchObject({ status: 'REVOKED', revokedCode: 'invalid_grant' });
    const accounts = await db.account.findMany({ where: { grantId } });
    expect(accounts.map(({ status }) => status)).toEqual(['RECONNECT_REQUIRED', 'RECONNECT_REQUIRED']);
    for (const { id } of accounts) {
      const [event] = await db.event.findMany({
        where: { accountId: id, type: 'account.reconnect_required' },
      });
      expect(event).toMatchObject({ data: { code: 'invalid_grant' }, actorKind: 'tiktok' });
    }
    expect(second.account.grantId).toBe(grantId);

    const asked = refreshes().length;
    await expect(freshAccessToken(deps, grantId, USE)).rejects.toMatchObject({
      code: 'account_needs_reconnect',
    });
    expect(refreshes()).toHaveLength(asked);
  });

  test('a refresh whose answer was lost after its effect ends with a reconnect, not with silence', async () => {
    simulator.faults.add({
      point: 'oauth.refresh',
      effect: { kind: 'drop', when: 'after' },
      creator: username,
    });
    makeStale();
    await expect(freshAccessToken(deps, grantId, USE)).rejects.toMatchObject({
      code: 'account_needs_reconnect',
    });
    expect(await accountStatus()).toBe('RECONNECT_REQUIRED');
    expect(await events()).toEqual(['account.reconnect_required']);
  });

  test('the twenty callers who ask at once make one event', async () => {
    await deps.tiktok.revokeToken({ accessToken: firstToken });
    makeStale();
    const callers = Array.from({ length: 20 }, (_, n) =>
      freshAccessToken(n % 2 ? otherProcess : deps, grantId, USE),
    );
    for (const outcome of await Promise.allSettled(callers)) {
      expect(outcome).toMatchObject({ reason: { code: 'account_needs_reconnect' } });
    }
    expect(await events()).toEqual(['account.reconnect_required']);
  });
});

describe('a call with an access token', () => {
  const refuse = (times: number | null) =>
    simulator.faults.add({
      point: 'creator_info.query',
      effect: { kind: 'error', code: 'access_token_invalid' },
      creator: username,
      times,
    });

  test('that TikTok calls invalid is repeated once with a new one', async () => {
    refuse(1);
    const used: string[] = [];
    const info = await withAccessToken(deps, grantId, USE, (accessToken) => {
      used.push(accessToken);
      return deps.tiktok.queryCreatorInfo({ accessToken });
    });
    expect(info.nickname).toBe(username);
    expect(used).toHaveLength(2);
    expect(used[1]).not.toBe(used[0]);
    expect(refreshes()).toHaveLength(1);
  });

  test('is not refreshed again when somebody else did meanwhile', async () => {
    let runs = 0;
    await withAccessToken(deps, grantId, USE, async (accessToken) => {
      if (++runs > 1) return deps.tiktok.queryCreatorInfo({ accessToken });
      makeStale();
      await freshAccessToken(otherProcess, grantId, USE);
      deps.clock.set(new Date());
      return deps.tiktok.queryCreatorInfo({ accessToken: 'act.void' });
    });
    expect(runs).toBe(2);
    expect(refreshes()).toHaveLength(1);
  });

  test('that is refused twice ends with TikTok’s own error and keeps the account', async () => {
    refuse(null);
    const calling = withAccessToken(deps, grantId, USE, (accessToken) =>
      deps.tiktok.queryCreatorInfo({ accessToken }),
    );
    await expect(calling).rejects.toThrow(TikTokError);
    expect(refreshes()).toHaveLength(1);
    expect(await accountStatus()).toBe('ACTIVE');
  });

  test('that fails otherwise is not repeated', async () => {
    let runs = 0;
    const calling = withAccessToken(deps, grantId, USE, async () => {
      runs++;
      throw new TikTokError({ endpoint: 'video.init', code: 'spam_risk_too_many_posts' });
    });
    await expect(calling).rejects.toMatchObject({ code: 'spam_risk_too_many_posts' });
    expect(runs).toBe(1);
  });
});
