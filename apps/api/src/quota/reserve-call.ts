import type { Deps } from '../deps.ts';
import { CALL_HELD_MS, type CallBucket, callLimit } from './quota.ts';

export type Reservation = { ok: true } | { ok: false; availableAt: Date };

/**
 * Takes one of TikTok's calls per minute before it is made, counted over all processes by the database's clock. A call
 * that is reserved and not made is lost for that minute; one that is repeated is reserved again.
 *
 * @returns `availableAt` when the limit is used up, or TikTok said so: then another call is possible at the earliest
 */
export async function reserveCall(
  { db }: Pick<Deps, 'db'>,
  grantId: string,
  bucket: CallBucket,
): Promise<Reservation> {
  const [row] = await db.$queryRaw<[{ availableAt: Date | null }]>`
    SELECT reserve_tiktok_call(
      ${grantId}::uuid, ${bucket}, ${callLimit(bucket)}::int,
      make_interval(secs => ${CALL_HELD_MS / 1000}::float8)
    ) AS "availableAt"`;
  return row.availableAt ? { ok: false, availableAt: row.availableAt } : { ok: true };
}
