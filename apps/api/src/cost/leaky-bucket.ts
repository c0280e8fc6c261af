/** Points that were taken, and how they run out again: at one rate, down to none. */
export type LeakyBucket = {
  level: number;
  /** When it was that full, in ms. */
  atMs: number;
};

export type BucketSize = { capacity: number; leakPerSecond: number };

/** How full it is at an instant. An instant before the last one known counts as that. */
export function levelAt({ level, atMs }: LeakyBucket, nowMs: number, { leakPerSecond }: BucketSize): number {
  return Math.max(0, level - (Math.max(0, nowMs - atMs) / 1000) * leakPerSecond);
}

/** How long until there is room for this cost, in ms; 0 when there is. */
export function waitForMs(level: number, cost: number, { capacity, leakPerSecond }: BucketSize): number {
  return Math.max(0, Math.ceil(((level + cost - capacity) / leakPerSecond) * 1000));
}
