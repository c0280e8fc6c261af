import type { Role } from '@airdate/db';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, createSimulatedTikTok } from '../../test/tiktok-deps.ts';
import type { TeamContext } from '../context.ts';
import { ForbiddenError, NotFoundError, TikTokRefusedError } from '../errors.ts';
import { findGrantByOpenId, getAccountInTeam } from './account.queries.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { markGrantRevoked } from './mark-grant-revoked.ts';
import { updateAccount } from './update-account.ts';

const world = await createSimulatedTikTok();
const { deps, simulator } = world;
const { db } = deps;

let ctx: TeamContext;
let accountId = '';
let grantId = '';
let username = '';
const as = (role: Role): TeamContext => ({ ...ctx, role });

beforeEach(async () => {
  simulator.faults.clear();
  deps.clock.set(new Date());
  ctx = await createTestTeam(deps, 'ADMIN');
  const connected = await connectSimulatedCreator(world, ctx.teamId);
  username = connected.username;
  ({ id: accountId, grantId } = connected.account);
});

const revocations = () =>
  simulator.calls().filter((call) => call.endpoint === 'oauth.revoke' && call.creator === username);
const eventsOf = async (id: string) =>
  (await db.event.findMany({ where: { accountId: id }, orderBy: { sequence: 'asc' } })).map(
    ({ type }) => type,
  );

describe('disconnecting an account', () => {
  test('gives the permission back to TikTok when nobody else uses it', async () => {
    const account = await disconnectAccount(ctx, { accountId });
    expect(account).toMatchObject({ status: 'DISCONNECTED', disconnectedAt: deps.clock.now() });
    expect(revocations()).toHaveLength(1);
    expect(await db.grant.findUniqueOrThrow({ where: { id: grantId } })).toMatchObject({
      status: 'REVOKED',
      revokedCode: 'disconnected',
    });
    expect(await eventsOf(accountId)).toEqual(['account.disconnected']);
  });

  test('leaves another team that uses the same creator alone, until that one leaves too', async () => {
    const other = await createTestTeam(deps, 'ADMIN');
    const second = await connectSimulatedCreator(world, other.teamId, { username });
    await disconnectAccount(ctx, { accountId });
    expect(revocations()).toHaveLength(0);
    expect(await getAccountInTeam(db, other.teamId, second.account.id)).toMatchObject({ status: 'ACTIVE' });

    await disconnectAccount(other, { accountId: second.account.id });
    expect(revocations()).toHaveLength(1);
  });

  test('gives the permission back once when the last two teams leave at the same moment', async () => {
    const other = await createTestTeam(deps, 'ADMIN');
    const second = await connectSimulatedCreator(world, other.teamId, { username });
    await Promise.all([
      disconnectAccount(ctx, { accountId }),
      disconnectAccount(other, { accountId: second.account.id }),
    ]);
    expect(revocations()).toHaveLength(1);
  });

  test('twice changes nothing more', async () => {
    await disconnectAccount(ctx, { accountId });
    await disconnectAccount(ctx, { accountId });
    expect(revocations()).toHaveLength(1);
    expect(await eventsOf(accountId)).toEqual(['account.disconnected']);
  });

  test('works when TikTok ended the permission before', async () => {
    await markGrantRevoked(deps, { grantId, code: 'authorization.removed', actor: { kind: 'tiktok' } });
    expect(await disconnectAccount(ctx, { accountId })).toMatchObject({ status: 'DISCONNECTED' });
    expect(revocations()).toHaveLength(0);
  });

  test('says so when TikTok could not be told, and tells it the next time', async () => {
    simulator.faults.add({
      point: 'oauth.revoke',
      effect: { kind: 'drop', when: 'before' },
      creator: username,
    });
    await expect(disconnectAccount(ctx, { accountId })).rejects.toThrow(TikTokRefusedError);
    expect(await getAccountInTeam(db, ctx.teamId, accountId)).toMatchObject({ status: 'DISCONNECTED' });
    expect(await db.grant.findUniqueOrThrow({ where: { id: grantId } })).toMatchObject({ status: 'ACTIVE' });

    await disconnectAccount(ctx, { accountId });
    expect(await db.grant.findUniqueOrThrow({ where: { id: grantId } })).toMatchObject({ status: 'REVOKED' });
    expect(await eventsOf(accountId)).toEqual(['account.disconnected']);
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
