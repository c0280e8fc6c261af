import type { Account, Tx } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { giveBackGrantsJob } from './account.jobs.ts';
import { getAccountInTeam } from './account.queries.ts';

/**
 * Ends a team's connection to a creator, whatever TikTok says. When no other team uses the same grant, the permission is
 * given back to TikTok by a job, until TikTok has it.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for an account of another team
 */
export async function disconnectAccount(ctx: TeamContext, input: { accountId: string }): Promise<Account> {
  requireRole(ctx, 'ADMIN');
  const { deps, teamId, actor } = ctx;
  const found = await getAccountInTeam(deps.db, teamId, input.accountId);
  const at = deps.clock.now();
  const leave = async (tx: Tx): Promise<Account> => {
    // Of teams that leave at the same moment, the lock lets the last one see, across teams, that it is the last.
    await tx.$queryRaw`SELECT 1 FROM grants WHERE id = ${found.grantId}::uuid FOR UPDATE`;
    const [account] = await tx.account.updateManyAndReturn({
      where: { id: found.id, status: { not: 'DISCONNECTED' } },
      data: { status: 'DISCONNECTED', disconnectedAt: at },
    });
    if (!account) return found;
    const { count: unused } = await tx.grant.updateMany({
      where: {
        id: found.grantId,
        sealedAccessToken: { not: null },
        accounts: { none: { status: { not: 'DISCONNECTED' } } },
      },
      data: { nextGiveBackAt: at, giveBackTries: 0 },
    });
    if (unused > 0) await deps.jobs.enqueue(giveBackGrantsJob, {}, { tx });
    const data = { nickname: account.nickname };
    await appendEvent(tx, { teamId, accountId: account.id, type: 'account.disconnected', data, actor, at });
    return account;
  };
  return commitChange(ctx, leave, deps.acrossTeams.db);
}
