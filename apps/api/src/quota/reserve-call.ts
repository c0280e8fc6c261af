import { KEEPS_PLAN, type Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { gatherByDb } from '../gather.ts';
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
  const availableAt = await reserveOne(db, { grantId, bucket });
  return availableAt ? { ok: false, availableAt } : { ok: true };
}

type Call = { grantId: string; bucket: CallBucket };

const reserveOne = gatherByDb(reserveAll);

/** In one order for all processes: each call holds its creator's lock until the statement ends. */
async function reserveAll(db: Tx, calls: Call[]): Promise<(Date | null)[]> {
  const rows = await db.$queryRaw<{ place: number; availableAt: Date | null }[]>`${KEEPS_PLAN}
    WITH calls AS MATERIALIZED (
      SELECT * FROM unnest(
        ${calls.map(({ grantId }) => grantId)}::uuid[],
        ${calls.map(({ bucket }) => bucket)}::text[],
        ${calls.map(({ bucket }) => callLimit(bucket))}::int[]
      ) WITH ORDINALITY AS calls (grant_id, bucket, call_limit, place)
      ORDER BY grant_id, bucket, place
    )
    SELECT place::int, reserve_tiktok_call(
      grant_id, bucket, call_limit, make_interval(secs => ${CALL_HELD_MS / 1000}::float8)
    ) AS "availableAt"
    FROM calls`;
  const availableAt = new Map(rows.map((row) => [row.place, row.availableAt]));
  return calls.map((_call, i) => availableAt.get(i + 1) ?? null);
}
