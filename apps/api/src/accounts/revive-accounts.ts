import type { Tx } from '@airdate/db';
import { appendEvent } from '../events/append-event.ts';
import { byTeam } from './mark-grant-revoked.ts';

/**
 * Brings the accounts back that waited for a reconnect, because their grant works again, and tells their teams.
 *
 * @param options.exceptTeamId the team whose account somebody else brings back
 * @param options.connectedAt when the creator consented; unset when there was no new consent
 */
export async function reviveAccounts(
  tx: Tx,
  options: { grantId: string; scopes: string[]; at: Date; connectedAt?: Date; exceptTeamId?: string },
): Promise<void> {
  const { grantId, scopes, at, connectedAt, exceptTeamId } = options;
  const revived = await tx.account.updateManyAndReturn({
    where: { grantId, status: 'RECONNECT_REQUIRED', teamId: { not: exceptTeamId } },
    data: { status: 'ACTIVE', connectedAt },
  });
  for (const { id: accountId, teamId, username, nickname } of byTeam(revived)) {
    await appendEvent(tx, {
      teamId,
      accountId,
      type: 'account.reconnected',
      data: { username, nickname, scopes },
      // A person who did it belongs to another team, whose members are none of this team's business.
      actor: { kind: 'system' },
      at,
    });
  }
}
