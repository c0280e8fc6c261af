import type { Deps } from '../deps.ts';
import {
  CALL_BUCKETS,
  CALL_HELD_MS,
  type CallAllowance,
  type CallBucket,
  callAllowance,
  callLimit,
} from './quota.ts';

export type CallLimit = { bucket: CallBucket; limit: number } & CallAllowance;

type Row = { grantId: string; bucket: string; calledAt: Date[]; pausedUntil: Date | null; now: Date };

/**
 * What is left of TikTok's calls per minute, by the database's clock like the reservations themselves.
 *
 * @returns the limits of a grant, one for each bucket
 */
export async function countCalls(
  { db }: Pick<Deps, 'db'>,
  grantIds: readonly string[],
): Promise<(grantId: string) => CallLimit[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT grants.id AS "grantId", buckets.name AS bucket, clock_timestamp() AS now, pauses.until AS "pausedUntil",
      ARRAY(
        SELECT called_at FROM tiktok_calls
        WHERE grant_id = grants.id AND bucket = buckets.name
          AND called_at > clock_timestamp() - make_interval(secs => ${CALL_HELD_MS / 1000}::float8)
      ) AS "calledAt"
    FROM unnest(${[...grantIds]}::uuid[]) AS grants (id)
    CROSS JOIN unnest(${[...CALL_BUCKETS]}::text[]) AS buckets (name)
    LEFT JOIN tiktok_call_pauses AS pauses ON pauses.grant_id = grants.id AND pauses.bucket = buckets.name`;
  const known = new Map(rows.map((row) => [`${row.grantId} ${row.bucket}`, row]));
  return (grantId) =>
    CALL_BUCKETS.map((bucket) => {
      const limit = callLimit(bucket);
      const { calledAt, now, pausedUntil } = known.get(`${grantId} ${bucket}`)!;
      return { bucket, limit, ...callAllowance(limit, calledAt, now, pausedUntil) };
    });
}
