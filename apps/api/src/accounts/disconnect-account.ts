import type { Account } from '@airdate/db';
import { TikTokError } from '@airdate/tiktok';
import { requireRole, type TeamContext, withTransaction } from '../context.ts';
import { ConflictError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { getAccountInTeam } from './account.queries.ts';
import { freshAccessToken } from './fresh-access-token.ts';
import { markGrantRevoked } from './mark-grant-revoked.ts';
import { toTikTokRefusal } from './tiktok-refusal.ts';

/**
 * Ends a team's connection to a creator. When no other team uses the same grant, the permission is given back to TikTok
 * too. If TikTok cannot be told, the account is disconnected all the same and the error says so; disconnecting it again
 * tells TikTok again.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for an account of another team
 * @throws TikTokRefusedError when TikTok could not be told
 */
export async function disconnectAccount(ctx: TeamContext, input: { accountId: string }): Promise<Account> {
  requireRole(ctx, 'ADMIN');
  const { deps, teamId } = ctx;
  const found = await getAccountInTeam(deps.db, teamId, input.accountId);
  const { account, unused } = await markDisconnected(ctx, found);
  if (unused) await giveBackGrant(ctx, account.grantId);
  return account;
}

/** Of teams that leave at the same moment, the lock on the grant lets the last one see, across teams, that it is the last. */
async function markDisconnected(
  { deps, teamId, actor }: TeamContext,
  found: Account,
): Promise<{ account: Account; unused: boolean }> {
  const at = deps.clock.now();
  return withTransaction(deps.acrossTeams.db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM grants WHERE id = ${found.grantId}::uuid FOR UPDATE`;
    const [account] = await tx.account.updateManyAndReturn({
      where: { id: found.id, status: { not: 'DISCONNECTED' } },
      data: { status: 'DISCONNECTED', disconnectedAt: at },
    });
    const users = await tx.account.count({
      where: { grantId: found.grantId, status: { not: 'DISCONNECTED' } },
    });
    if (account) {
      const data = { nickname: account.nickname };
      await appendEvent(tx, { teamId, accountId: account.id, type: 'account.disconnected', data, actor, at });
    }
    return { account: account ?? found, unused: users === 0 };
  });
}

async function giveBackGrant(ctx: TeamContext, grantId: string): Promise<void> {
  const { teamId, actor } = ctx;
  const deps = ctx.deps.acrossTeams;
  try {
    const accessToken = await freshAccessToken(deps, grantId, { purpose: 'REVOKE', actor, teamId });
    await deps.tiktok.revokeToken({ accessToken });
  } catch (error) {
    // Nothing to give back: TikTok ended it before.
    if (error instanceof ConflictError && error.code === 'account_needs_reconnect') return;
    if (!(error instanceof TikTokError)) throw error;
    const alreadyVoid = error.disposition === 'REFRESH' || error.disposition === 'RECONNECT';
    if (!alreadyVoid) throw toTikTokRefusal(error, deps.clock.now());
  }
  await markGrantRevoked(deps, { grantId, code: 'disconnected', actor: { kind: 'system' } });
}
