import type { Role } from '@airdate/db';
import type { FaultEffect } from '@airdate/tiktok/simulator';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, createSimulatedTikTok } from '../../test/tiktok-deps.ts';
import type { TeamContext } from '../context.ts';
import { ForbiddenError, NotFoundError } from '../errors.ts';
import { findGrantByOpenId, getAccountInTeam } from './account.queries.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { giveBackGrants } from './give-back-grants.ts';
import { markGrantRevoked } from './mark-grant-revoked.ts';
import { updateAccount } from './update-account.ts';

const world = await createSimulatedTikTok();
const { deps, simulator } = world;
const { db } = deps;

let ctx: TeamContext;
let accountId = '';
let grantId = '';
let username = '';
let firstToken = '';
const as = (role: Role): TeamContext => ({ ...ctx, role });

beforeEach(async () => {
  simulator.faults.clear();
  deps.clock.set(new Date());
  ctx = await createTestTeam(deps, 'ADMIN');
  const connected = await connectSimulatedCreator(world, ctx.teamId);
  ({ username, accessToken: firstToken } = connected);
  ({ id: accountId, grantId } = connected.account);
});

const revocations = () =>
  simulator.calls().filter((call) => call.endpoint === 'oauth.revoke' && call.creator === username);
const eventsOf = async (id: string) =>
  (await db.event.findMany({ where: { accountId: id }, orderBy: { sequence: 'asc' } })).map(
    ({ type }) => type,
  );

describe('disconnecting an account', () => {
  const ERASED = {
    status: 'REVOKED',
    revokedCode: 'disconnected',
    sealedAccessToken: null,
    sealedRefreshToken: null,
    nextGiveBackAt: null,
  };
  const grant = () => db.grant.findUniqueOrThrow({ where: { id: grantId } });
  const lastEvent = async () => {
    const where = { accountId, type: { startsWith: 'account.permission' } };
    return (await db.event.findFirst({ where, orderBy: { sequence: 'desc' } }))?.data;
  };
  const refuse = (effect: FaultEffect, point: 'oauth.revoke' | 'oauth.refresh' = 'oauth.revoke') =>
    simulator.faults.add({ point, effect, creator: username });

  test('is done at once, and gives the permission back to TikTok when nobody else uses it', async () => {
    const account = await disconnectAccount(ctx, { accountId });
    expect(account).toMatchObject({ status: 'DISCONNECTED', disconnectedAt: deps.clock.now() });
    await giveBackGrants(deps);
    expect(revocations()).toHaveLength(1);
    expect(await grant()).toMatchObject(ERASED);
    expect(await eventsOf(accountId)).toEqual(['account.disconnected', 'account.permission_given_back']);
    expect(await lastEvent()).toEqual({ outcome: 'given_back' });
  });

  test('leaves another team that uses the same creator alone, until that one leaves too', async () => {
    const other = await createTestTeam(deps, 'ADMIN');
    const second = await connectSimulatedCreator(world, other.teamId, { username });
    await disconnectAccount(ctx, { accountId });
    await giveBackGrants(deps);
    expect(revocations()).toHaveLength(0);
    expect(await getAccountInTeam(db, other.teamId, second.account.id)).toMatchObject({ status: 'ACTIVE' });

    deps.clock.advance(1_000);
    await disconnectAccount(other, { accountId: second.account.id });
    await giveBackGrants(deps);
    expect(revocations()).toHaveLength(1);
    expect(await eventsOf(accountId), 'that the other team left is none of its business').toEqual([
      'account.disconnected',
    ]);
  });

  test('gives the permission back once when the last two teams leave at the same moment', async () => {
    const other = await createTestTeam(deps, 'ADMIN');
    const second = await connectSimulatedCreator(world, other.teamId, { username });
    await Promise.all([
      disconnectAccount(ctx, { accountId }),
      disconnectAccount(other, { accountId: second.account.id }),
    ]);
    await Promise.all([giveBackGrants(deps), giveBackGrants(deps), giveBackGrants(deps)]);
    expect(revocations()).toHaveLength(1);
  });

  test('twice changes nothing more', async () => {
    await disconnectAccount(ctx, { accountId });
    await disconnectAccount(ctx, { accountId });
    await giveBackGrants(deps);
    await disconnectAccount(ctx, { accountId });
    await giveBackGrants(deps);
    expect(revocations()).toHaveLength(1);
    expect(await eventsOf(accountId)).toEqual(['account.disconnected', 'account.permission_given_back']);
  });

  test('erases the tokens when TikTok ended the permission before', async () => {
    await markGrantRevoked(deps, { grantId, code: 'authorization.removed', actor: { kind: 'tiktok' } });
    expect(await disconnectAccount(ctx, { accountId })).toMatchObject({ status: 'DISCONNECTED' });
    await giveBackGrants(deps);
    expect(revocations()).toHaveLength(0);
    expect(await grant()).toMatchObject(ERASED);
    expect(await lastEvent()).toEqual({ outcome: 'ended_before' });
  });

  test('gives the permission back with a new access token when the old one is dead', async () => {
    await disconnectAccount(ctx, { accountId });
    await db.grant.update({ where: { id: grantId }, data: { accessTokenExpiresAt: deps.clock.now() } });
    await giveBackGrants(deps);
    expect(revocations()).toHaveLength(1);
    expect(await lastEvent()).toEqual({ outcome: 'given_back' });
    await expect(deps.tiktok.queryCreatorInfo({ accessToken: firstToken })).rejects.toThrow();
  });

  test('does not take a dead access token for a permission that has ended', async () => {
    refuse({ kind: 'error', code: 'invalid_grant' });
    await disconnectAccount(ctx, { accountId });
    await giveBackGrants(deps);
    expect(revocations().map(({ code }) => code)).toEqual(['invalid_grant', 'ok']);
    expect(await lastEvent()).toEqual({ outcome: 'given_back' });
  });

  test('ends when the creator has removed the permission and no webhook said so', async () => {
    simulator.disconnect(username);
    await disconnectAccount(ctx, { accountId });
    await giveBackGrants(deps);
    expect(await grant()).toMatchObject(ERASED);
    expect(await eventsOf(accountId)).toEqual(['account.disconnected', 'account.permission_given_back']);
    expect(await lastEvent()).toEqual({ outcome: 'ended_before' });
  });

  test.each<[string, FaultEffect, string]>([
    ['silence', { kind: 'drop', when: 'before' }, 'given_back'],
    ['a lost answer', { kind: 'drop', when: 'after' }, 'ended_before'],
    ['a refusal', { kind: 'error', code: 'invalid_client' }, 'given_back'],
    ['a broken gateway', { kind: 'http', status: 502 }, 'given_back'],
  ])(
    'is over for the person at %s, and TikTok is told again until it is done',
    async (_, effect, outcome) => {
      refuse(effect);
      await disconnectAccount(ctx, { accountId });
      await giveBackGrants(deps);
      expect(await getAccountInTeam(db, ctx.teamId, accountId)).toMatchObject({ status: 'DISCONNECTED' });
      expect(await eventsOf(accountId)).toEqual([
        'account.disconnected',
        'account.permission_not_given_back',
      ]);

      const told = revocations().length;
      await giveBackGrants(deps);
      expect(revocations(), 'not before its time').toHaveLength(told);

      refuse({ kind: 'error', code: 'server_error' });
      deps.clock.advance(60_000);
      await giveBackGrants(deps);
      const complaints = (await eventsOf(accountId)).filter((type) => type.endsWith('not_given_back'));
      expect(complaints, 'one line is enough').toHaveLength(1);
      deps.clock.advance(120_000);
      await giveBackGrants(deps);
      expect(await grant()).toMatchObject(ERASED);
      expect(await lastEvent()).toEqual({ outcome });
    },
  );

  test('erases the tokens at their end when TikTok never takes the permission back', async () => {
    simulator.faults.add({
      point: 'oauth.revoke',
      effect: { kind: 'error', code: 'server_error' },
      times: null,
    });
    await disconnectAccount(ctx, { accountId });
    const { refreshTokenExpiresAt } = await grant();
    for (let round = 0; round < 40; round++) {
      await giveBackGrants(deps);
      deps.clock.advance(6 * 3_600_000);
    }
    expect(await grant()).toMatchObject({ status: 'ACTIVE', giveBackTries: 40 });
    simulator.faults.add({
      point: 'oauth.refresh',
      effect: { kind: 'error', code: 'server_error' },
      times: null,
    });
    deps.clock.set(refreshTokenExpiresAt);
    deps.clock.advance(365 * 86_400_000);
    await giveBackGrants(deps);
    expect(await grant()).toMatchObject(ERASED);
    expect(await lastEvent()).toEqual({ outcome: 'expired' });
  });

  test('does not take the permission from a team that connects the creator again meanwhile', async () => {
    refuse({ kind: 'error', code: 'server_error' });
    await disconnectAccount(ctx, { accountId });
    await giveBackGrants(deps);
    const other = await createTestTeam(deps, 'ADMIN');
    await connectSimulatedCreator(world, other.teamId, { username });
    deps.clock.advance(86_400_000);
    await giveBackGrants(deps);
    expect(revocations().map(({ code }) => code)).toEqual(['server_error']);
    expect(await grant()).toMatchObject({ status: 'ACTIVE', nextGiveBackAt: null });
  });

  test('rejects an editor and does not see another team’s accounts', async () => {
    await expect(disconnectAccount(as('EDITOR'), { accountId })).rejects.toThrow(ForbiddenError);
    const other = await createTestTeam(deps, 'OWNER');
    await expect(disconnectAccount(other, { accountId })).rejects.toThrow(NotFoundError);
    expect(await eventsOf(accountId)).toEqual([]);
  });
});

describe('a permission that the creator took back', () => {
  const revoke = (occurredAt?: Date) =>
    markGrantRevoked(deps, { grantId, code: 'authorization.removed', actor: { kind: 'tiktok' }, occurredAt });

  test('is recorded once, however often TikTok tells', async () => {
    expect(await Promise.all([revoke(), revoke(), revoke()])).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect(await eventsOf(accountId)).toEqual(['account.reconnect_required']);
  });

  test('does not count when the creator has consented again since', async () => {
    expect(await revoke(new Date(deps.clock.now().getTime() - 5_000))).toBe(false);
    expect(await getAccountInTeam(db, ctx.teamId, accountId)).toMatchObject({ status: 'ACTIVE' });
    const sameSecond = new Date(Math.floor(deps.clock.now().getTime() / 1000) * 1000);
    expect(await revoke(sameSecond)).toBe(true);
  });

  test('leaves a disconnected account as it is', async () => {
    await db.account.update({ where: { id: accountId }, data: { status: 'DISCONNECTED' } });
    await revoke();
    expect(await getAccountInTeam(db, ctx.teamId, accountId)).toMatchObject({ status: 'DISCONNECTED' });
    expect(await eventsOf(accountId)).toEqual([]);
  });

  test('is found by TikTok’s open id, for our own app only', async () => {
    const { openId, clientKey } = await db.grant.findUniqueOrThrow({ where: { id: grantId } });
    expect(await findGrantByOpenId(db, clientKey, openId)).toMatchObject({ id: grantId });
    expect(await findGrantByOpenId(db, 'another-app', openId)).toBeNull();
  });
});

describe('the time zone of an account', () => {
  test('is changed and told of', async () => {
    const account = await updateAccount(as('EDITOR'), { accountId, timeZone: 'Asia/Kolkata' });
    expect(account.timeZone).toBe('Asia/Kolkata');
    expect(await eventsOf(accountId)).toEqual(['account.updated']);
  });

  test('stays silent when it stays the same', async () => {
    await updateAccount(ctx, { accountId, timeZone: 'UTC' });
    expect(await eventsOf(accountId)).toEqual([]);
  });

  test('must exist', async () => {
    const updating = updateAccount(ctx, { accountId, timeZone: 'Mars/Olympus' });
    await expect(updating).rejects.toMatchObject({ code: 'unknown_time_zone', path: ['timeZone'] });
  });

  test('rejects a viewer and does not see another team’s accounts', async () => {
    const input = { accountId, timeZone: 'Europe/Berlin' };
    await expect(updateAccount(as('VIEWER'), input)).rejects.toThrow(ForbiddenError);
    await expect(updateAccount(await createTestTeam(deps), input)).rejects.toThrow(NotFoundError);
  });
});
