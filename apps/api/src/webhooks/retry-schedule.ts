const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Before the second try, the third, and so on: about three days and four hours together. */
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
export const MOST_TRIES = WAITS_MS.length + 1;

const JITTER = 0.1;
/** No receiver puts a try off for longer. */
const LONGEST_RETRY_AFTER_MS = 24 * HOUR_MS;

/**
 * How long to wait before the next try.
 *
 * @param failed how many tries failed, from 1
 * @param options.retryAfterMs what the receiver asked for, of which at most 24 h count
 * @param options.random from 0 to 1; the wait is up to a tenth shorter or longer by it, never shorter than asked for
 * @returns in ms; null when there is no further try
 */
export function waitAfter(
  failed: number,
  { retryAfterMs, random }: { retryAfterMs: number | null; random: number },
): number | null {
  const wait = WAITS_MS[failed - 1];
  if (wait === undefined) return null;
  const jittered = Math.round(wait * (1 - JITTER + 2 * JITTER * random));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}

/** Reads `Retry-After`, seconds or a date (RFC 9110, 10.2.3). @returns in ms; null when it says neither */
export function parseRetryAfter(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * SECOND_MS;
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
