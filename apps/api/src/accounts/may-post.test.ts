import { type AccountStatus, type GrantStatus, type PostMode, Prisma } from '@airdate/db';
import { expect, test } from 'vitest';
import { createTestAccount, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import type { Deps } from '../deps.ts';
import { freshAccessToken } from './fresh-access-token.ts';
import { assertMayPost, mayPost, postingObstacle } from './may-post.ts';

const BOTH = ['video.publish', 'video.upload'];

const CASES: [AccountStatus, GrantStatus, string[], PostMode, ReturnType<typeof postingObstacle>][] = [
  ['ACTIVE', 'ACTIVE', BOTH, 'DIRECT', null],
  ['ACTIVE', 'ACTIVE', BOTH, 'INBOX', null],
  ['ACTIVE', 'ACTIVE', ['video.upload'], 'DIRECT', 'scope_missing'],
  ['ACTIVE', 'ACTIVE', ['video.upload'], 'INBOX', null],
  ['ACTIVE', 'ACTIVE', ['video.publish'], 'DIRECT', null],
  ['ACTIVE', 'ACTIVE', ['video.publish'], 'INBOX', 'scope_missing'],
  ['ACTIVE', 'ACTIVE', [], 'DIRECT', 'scope_missing'],
  ['ACTIVE', 'REVOKED', BOTH, 'DIRECT', 'account_needs_reconnect'],
  ['RECONNECT_REQUIRED', 'REVOKED', BOTH, 'DIRECT', 'account_needs_reconnect'],
  ['RECONNECT_REQUIRED', 'ACTIVE', BOTH, 'INBOX', 'account_needs_reconnect'],
  ['DISCONNECTED', 'ACTIVE', BOTH, 'DIRECT', 'account_disconnected'],
  ['DISCONNECTED', 'REVOKED', [], 'INBOX', 'account_disconnected'],
];

const deps = await createTestDeps({ jobs: [] });
const { teamId } = await createTestTeam(deps);

async function mayPostInSql(app: Deps, accountId: string, mode: PostMode): Promise<boolean> {
  const rows = await deps.db.$queryRaw<unknown[]>`
    SELECT 1 FROM accounts JOIN grants ON grants.id = accounts.grant_id
    WHERE accounts.id = ${accountId}::uuid AND ${mayPost(app, Prisma.sql`${mode}::"PostMode"`)}`;
  return rows.length === 1;
}

test.each(CASES)('%s with a grant %s for %j, %s: %s', async (status, grantStatus, scopes, mode, obstacle) => {
  const { id, grantId } = await createTestAccount(deps.db, teamId);
  await deps.db.grant.update({ where: { id: grantId }, data: { status: grantStatus, scopes } });
  const account = await deps.db.account.update({
    where: { id },
    data: { status },
    include: { grant: true },
  });
  expect(postingObstacle(deps, account, mode)).toBe(obstacle);
  if (obstacle)
    expect(() => assertMayPost(deps, account, mode)).toThrow(expect.objectContaining({ code: obstacle }));
  else expect(() => assertMayPost(deps, account, mode)).not.toThrow();
  // The database gives the same answer as the rule.
  expect(await mayPostInSql(deps, id, mode)).toBe(obstacle === null);
});

test('tokens that were given to another app, as in a demo, post nothing', async () => {
  const { id } = await createTestAccount(deps.db, teamId);
  const account = await deps.db.account.findUniqueOrThrow({ where: { id }, include: { grant: true } });
  const tiktok = { ...deps.config.tiktok, clientKey: 'the-real-app' };
  const realApp = { ...deps, config: { ...deps.config, tiktok } };
  expect(postingObstacle(deps, account, 'DIRECT')).toBeNull();
  expect(postingObstacle(realApp, account, 'DIRECT')).toBe('account_needs_reconnect');
  expect(await mayPostInSql(realApp, id, 'DIRECT')).toBe(false);
  const use = { purpose: 'PUBLISH', actor: { kind: 'worker' }, teamId } as const;
  await expect(freshAccessToken(realApp, account.grantId, use)).rejects.toMatchObject({
    code: 'account_needs_reconnect',
  });
});
