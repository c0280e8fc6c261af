import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { retryAtAfterFailure } from '../explain-failure.ts';
import { DAY_MS } from './quota.ts';

/**
 * Records that TikTok refused because a cap is used up, and tells every team that uses the creator.
 *
 * @param cap.code TikTok's error code
 * @returns when to try again
 */
export async function observeCap(
  deps: Pick<Deps, 'db' | 'clock'>,
  cap: { grantId: string; code: string; logId: string | null },
): Promise<Date> {
  const at = deps.clock.now();
  const retryAt = retryAtAfterFailure(cap.code, at) ?? new Date(at.getTime() + DAY_MS);
  await withTransaction(deps.db, async (tx) => {
    await tx.capObservation.create({ data: { ...cap, observedAt: at, retryAt } });
    const accounts = await tx.account.findMany({
      where: { grantId: cap.grantId, status: { not: 'DISCONNECTED' } },
      select: { id: true, teamId: true },
      // Every transaction takes the teams' counters in this order.
      orderBy: { teamId: 'asc' },
    });
    for (const account of accounts) {
      await appendEvent(tx, {
        teamId: account.teamId,
        accountId: account.id,
        actor: { kind: 'tiktok' },
        at,
        type: 'quota.cap_reached',
        data: { code: cap.code, retryAt: retryAt.toISOString() },
      });
    }
  });
  return retryAt;
}
