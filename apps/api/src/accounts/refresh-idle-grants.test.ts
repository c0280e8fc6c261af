import { expect, test } from 'vitest';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, createSimulatedTikTok } from '../../test/tiktok-deps.ts';
import { refreshIdleGrants } from './refresh-idle-grants.ts';

const DAY_MS = 86_400_000;
const tiktok = await createSimulatedTikTok();
const { deps, simulator } = tiktok;
const refreshCalls = () => simulator.calls().filter(({ endpoint }) => endpoint === 'oauth.refresh').length;

test('an idle connection is refreshed 60 days before its end, not before, and not twice', async () => {
  const team = await createTestTeam(deps);
  const { account } = await connectSimulatedCreator(tiktok, team.teamId);
  const grantOf = () => deps.db.grant.findUniqueOrThrow({ where: { id: account.grantId } });
  const { refreshTokenExpiresAt } = await grantOf();

  deps.clock.set(new Date(refreshTokenExpiresAt.getTime() - 60 * DAY_MS));
  expect(await refreshIdleGrants(deps)).toBe(0);
  deps.clock.advance(1);
  await simulator.clock.advance(120 * DAY_MS);
  expect(await refreshIdleGrants(deps)).toBe(1);
  expect((await grantOf()).refreshTokenExpiresAt.getTime()).toBeGreaterThan(refreshTokenExpiresAt.getTime());
  expect(await refreshIdleGrants(deps)).toBe(0);
  expect(refreshCalls()).toBe(1);
});

test('a connection that TikTok refuses asks for a reconnect and does not keep the others from being refreshed', async () => {
  const team = await createTestTeam(deps);
  const refused = await connectSimulatedCreator(tiktok, team.teamId);
  const kept = await connectSimulatedCreator(tiktok, team.teamId);
  for (const { account } of [refused, kept]) {
    await deps.db.grant.update({
      where: { id: account.grantId },
      data: {
        refreshTokenExpiresAt: new Date(deps.clock.now().getTime() + DAY_MS),
        accessTokenIssuedAt: new Date(deps.clock.now().getTime() - 100 * DAY_MS),
        accessTokenExpiresAt: new Date(deps.clock.now().getTime() - 99 * DAY_MS),
      },
    });
  }
  simulator.faults.add({
    point: 'oauth.refresh',
    creator: refused.username,
    effect: { kind: 'error', code: 'invalid_grant' },
  });
  expect(await refreshIdleGrants(deps)).toBe(1);
  expect(await deps.db.account.findUniqueOrThrow({ where: { id: refused.account.id } })).toMatchObject({
    status: 'RECONNECT_REQUIRED',
  });
});
