import { DAY_MS } from './quota.ts';

export type PlannedWindow =
  | { fits: true; planned: number; cap: number }
  | {
      fits: false;
      /** Other posts in the fullest 24 hours around the instant. */
      planned: number;
      cap: number;
      /** The first later instant at which one more post fits. */
      nextFitAt: Date;
    };

/**
 * Whether one more post fits at an instant, so that no 24 hours hold more than `cap`: neither those before it nor those
 * after it.
 *
 * @param others instants of all other posts of the creator, in any order
 */
export function fitIntoWindow(others: readonly Date[], at: Date, cap: number): PlannedWindow {
  const sorted = others.map((other) => other.getTime()).sort((a, b) => a - b);
  const planned = fullestWindow(sorted, at.getTime());
  if (planned < cap) return { fits: true, planned, cap };
  // Room appears only when the window leaves a post behind.
  for (const other of sorted) {
    const leftAt = other + DAY_MS;
    if (leftAt > at.getTime() && fullestWindow(sorted, leftAt) < cap) {
      return { fits: false, planned, cap, nextFitAt: new Date(leftAt) };
    }
  }
  throw new RangeError('A cap below 1 leaves no room at any time.');
}

/** How many of the others share the fullest 24 hours, end excluded, that hold `at`. */
function fullestWindow(sorted: readonly number[], at: number): number {
  const nearby = sorted.filter((other) => other > at - DAY_MS && other < at + DAY_MS);
  const starts = [...nearby.filter((other) => other <= at), at];
  return Math.max(
    ...starts.map((start) => nearby.filter((other) => other >= start && other < start + DAY_MS).length),
  );
}
