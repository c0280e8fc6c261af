const FIRST_DELAY_MS = 3_000;
const LONGEST_DELAY_MS = 5 * 60_000;

/**
 * When to try again after `failures` failures in a row: doubling from 3 s to at most 5 min, with full jitter in the
 * upper half so that posts which failed together do not return together.
 */
export function retryAtAfter(now: Date, failures: number, random: () => number = Math.random): Date {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1));
  return new Date(now.getTime() + ceiling / 2 + (ceiling / 2) * random());
}
