import type { BucketSize } from '../cost/leaky-bucket.ts';

/**
 * The header fields of draft-ietf-httpapi-ratelimit-headers-11 for a leaky bucket: its size is the quota, what it leaks while
 * it is full the window, and `t` says when it is empty again if nothing more is asked.
 *
 * @param available points that may be spent now
 */
export function rateLimitHeaders(
  available: number,
  { capacity, leakPerSecond }: BucketSize,
): Record<string, string> {
  const seconds = (points: number) => Math.ceil(points / leakPerSecond);
  return {
    'ratelimit-policy': `"cost";q=${capacity};w=${seconds(capacity)};qu="points"`,
    ratelimit: `"cost";r=${available};t=${seconds(capacity - available)}`,
  };
}
