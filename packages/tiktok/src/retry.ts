import type { EndpointName } from './endpoints.ts';
import type { TikTokError } from './errors.ts';

/** How often and how patiently a failed call is repeated. */
export type RetryPolicy = {
  /** Tries in all, the first included. */
  attempts: number;
  /** Upper bound of the first pause; it doubles with every further one. */
  baseDelayMs: number;
  /** Upper bound of every pause. */
  maxDelayMs: number;
  /** Whether a call waits for the one-minute window to pass instead of failing with `rate_limit_exceeded`. */
  waitForRateLimit: boolean;
  /** Endpoints that are called once and not repeated, because the caller counts their calls. */
  leaveToCaller: readonly EndpointName[];
  /** Uniform in [0, 1). */
  random: () => number;
};

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 4,
  baseDelayMs: 250,
  maxDelayMs: 8_000,
  waitForRateLimit: false,
  leaveToCaller: [],
  random: Math.random,
};

/** Waiting callers that were refused together come back spread over this time. */
const RATE_LIMIT_SPREAD_MS = 5_000;

/**
 * Whether and when to repeat a call: only one that cannot have had an effect, only when repeating may help.
 *
 * @param attempt how many tries have failed, at least 1
 * @returns the pause in milliseconds, or `null` to give up
 */
export function retryDelayMs(policy: RetryPolicy, error: TikTokError, attempt: number): number | null {
  if (policy.leaveToCaller.includes(error.endpoint)) return null;
  if (attempt >= policy.attempts || error.mayHaveHadEffect || error.disposition !== 'RETRY') return null;
  if (error.code !== 'rate_limit_exceeded') return backoffMs(policy, attempt);
  if (!policy.waitForRateLimit) return null;
  return (error.retryAfterMs ?? 0) + Math.floor(policy.random() * RATE_LIMIT_SPREAD_MS);
}

/** Exponential backoff with full jitter: uniform between nothing and the doubled bound. */
export function backoffMs(policy: RetryPolicy, attempt: number): number {
  const bound = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (attempt - 1));
  return Math.floor(policy.random() * bound);
}
