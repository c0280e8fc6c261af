import { type Actor, withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';

export type Revocation = {
  grantId: string;
  /** Why: TikTok's code or the name of the webhook. */
  code: string;
  actor: Actor;
  /** When the creator took the permission back, as far as TikTok says; a consent given since then outweighs it. */
  occurredAt?: Date;
  /** Only while this refresh lease is held. */
  leaseToken?: string;
};

/**
 * Records that only a new consent helps: the grant is revoked, every connected account on it needs a reconnect, and each
 * team's log says so, in one transaction. Repeating it changes nothing.
 *
 * @returns whether anything changed
 */
export async function markGrantRevoked(deps: Deps, revocation: Revocation): Promise<boolean> {
  const { grantId, code, actor, occurredAt, leaseToken } = revocation;
  const at = deps.clock.now();
  return withTransaction(deps.db, async (tx) => {
    const { count } = await tx.grant.updateMany({
      where: {
        id: grantId,
        status: 'ACTIVE',
        refreshLeaseToken: leaseToken,
        // TikTok tells the time in whole seconds.
        ...(occurredAt && { accounts: { none: { connectedAt: { gte: nextSecond(occurredAt) } } } }),
      },
      data: {
        status: 'REVOKED',
        revokedAt: at,
        revokedCode: code,
        refreshLeaseToken: null,
        refreshLeaseExpiresAt: null,
      },
    });
    if (count === 0) return false;
    // What TikTok told us of the creator under this permission goes with it.
    await tx.storedCreatorInfo.deleteMany({ where: { grantId } });

    const accounts = await tx.account.updateManyAndReturn({
      where: { grantId, status: 'ACTIVE' },
      data: { status: 'RECONNECT_REQUIRED' },
      select: { id: true, teamId: true },
    });
    for (const { id, teamId } of byTeam(accounts)) {
      await appendEvent(tx, {
        teamId,
        accountId: id,
        type: 'account.reconnect_required',
        data: { code },
        actor,
        at,
      });
    }
    return true;
  });
}

/** Event counters are locked in the same order by everybody. */
export function byTeam<T extends { teamId: string }>(rows: T[]): T[] {
  return rows.toSorted((a, b) => (a.teamId < b.teamId ? -1 : 1));
}

function nextSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000 + 1000);
}
