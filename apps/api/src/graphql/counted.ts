/** A list is counted no further, so that a long one costs no more than this. */
export const MOST_COUNTED = 10_000;

/**
 * A list's `totalCount`; where it is the most that is counted, there are as many or more.
 *
 * @param count counts at most so many rows
 */
export function countUpTo(count: (take: { take: number }) => Promise<number>): Promise<number> {
  return count({ take: MOST_COUNTED });
}
