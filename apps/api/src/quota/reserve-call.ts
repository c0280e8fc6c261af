import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { CALL_WINDOW_MS, type CallBucket, callAllowance, callLimit } from './quota.ts';

export type Reservation = { ok: true } | { ok: false; availableAt: Date };

/**
 * Takes one of TikTok's calls per minute before it is made, counted over all processes. A call that is reserved and not
 * made is lost for that minute.
 *
 * @returns `availableAt` when the limit is used up: then another call leaves the window
 */
export function reserveCall(
  deps: Pick<Deps, 'db' | 'clock'>,
  grantId: string,
  bucket: CallBucket,
): Promise<Reservation> {
  return withTransaction(deps.db, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`tiktok-call:${grantId}:${bucket}`}, 0))`;
    // Read after the wait for the lock: it may have taken a while.
    const now = deps.clock.now();
    const windowStart = new Date(now.getTime() - CALL_WINDOW_MS);
    await tx.tikTokCall.deleteMany({ where: { grantId, bucket, calledAt: { lte: windowStart } } });
    const calls = await tx.tikTokCall.findMany({ where: { grantId, bucket }, select: { calledAt: true } });
    const { availableAt } = callAllowance(
      callLimit(bucket),
      calls.map(({ calledAt }) => calledAt),
      now,
    );
    if (availableAt) return { ok: false, availableAt };
    await tx.tikTokCall.create({ data: { grantId, bucket, calledAt: now } });
    return { ok: true };
  });
}
