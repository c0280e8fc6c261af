import type { TikTokError } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import { CALL_WINDOW_SECONDS, type CallBucket, DAY_MS } from './quota.ts';

/**
 * Lets nobody call until TikTok's window has passed: it said that a token's calls are used up, so it counts others than we
 * do. Of two pauses the longer counts.
 *
 * @param pauseMs from now, by the database's clock
 */
export async function pauseCalls(
  { db }: Pick<Deps, 'db'>,
  grantId: string,
  bucket: CallBucket,
  pauseMs: number,
): Promise<void> {
  const seconds = pauseMs / 1000;
  await db.$executeRaw`
    INSERT INTO tiktok_call_pauses AS known (grant_id, bucket, until)
    VALUES (${grantId}::uuid, ${bucket}, clock_timestamp() + make_interval(secs => ${seconds}::float8))
    ON CONFLICT (grant_id, bucket) DO UPDATE SET until = GREATEST(known.until, excluded.until)`;
}

/**
 * How long TikTok asks us to leave a call alone, as `Retry-After` says: a minute at least after a used-up limit, and a day
 * at most.
 *
 * @returns null when its answer says nothing of the kind
 */
export function pauseAskedForMs({ code, disposition, retryAfterMs }: TikTokError): number | null {
  if (disposition !== 'RETRY' || retryAfterMs === undefined) return null;
  const atLeastMs = code === 'rate_limit_exceeded' ? CALL_WINDOW_SECONDS * 1000 : 0;
  return Math.min(Math.max(retryAfterMs, atLeastMs), DAY_MS);
}
