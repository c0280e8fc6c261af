import type { Db } from '@airdate/db';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { type BucketSize, type LeakyBucket, levelAt, waitForMs } from './leaky-bucket.ts';

const SETTLE_MS = 1000;
/** What a process knows for longer than this may be out of date: it has missed a settling. */
const FRESH_MS = 1.5 * SETTLE_MS;
/** What a process lets through without having asked, as a share of what leaks in a second. */
const CREDIT_SECONDS = 0.1;

type Known = LeakyBucket & {
  /** Taken here, and not told to the database yet; below 0 when more was given back. */
  unsettled: number;
  /** By the monotonic timer, as the next; -Infinity for never. */
  settledAtMs: number;
  askedAtMs: number;
};

type Taking =
  | {
      ok: true;
      available: number;
      /** Gives back what was not needed. @returns what is available then */
      giveBack(points: number): number;
    }
  | { ok: false; available: number; retryAfterMs: number };

export type CostBuckets = {
  /** Takes points for a viewer, unless there is no room for them. Rejects never: without the database, what is known here counts. */
  take(viewer: string, cost: number): Promise<Taking>;
  /** Settles what is left. */
  close(): Promise<void>;
};

/**
 * A leaky bucket for each user or key, one for all processes: each process counts by itself and settles with the database
 * once a second, all of its viewers in one statement. So a request costs no statement, but for the first of a viewer who
 * has not been here for a second and asks for more than a tenth of what leaks in one.
 *
 * Over N processes: within a second each may take what was free when it settled last, at most N times the capacity. What
 * was too much stays in the shared bucket and keeps the next ones out, so over time no more passes than what leaks, and N
 * tenths of it.
 */
export function createCostBuckets(
  { db, clock, log }: { db: Db; clock: Clock; log: Logger },
  size: BucketSize,
): CostBuckets {
  const buckets = new Map<string, Known>();
  let timer: NodeJS.Timeout | undefined;
  let settling: Promise<void> | null = null;

  function bucketOf(viewer: string): Known {
    const known = buckets.get(viewer);
    if (known) return known;
    const bucket = { level: 0, atMs: 0, unsettled: 0, settledAtMs: -Infinity, askedAtMs: performance.now() };
    buckets.set(viewer, bucket);
    return bucket;
  }

  function add(bucket: Known, points: number): number {
    const nowMs = clock.now().getTime();
    bucket.level = Math.max(0, levelAt(bucket, nowMs, size) + points);
    bucket.atMs = nowMs;
    bucket.unsettled += points;
    timer ??= setTimeout(() => void settle(), SETTLE_MS).unref();
    return available(bucket.level);
  }

  const available = (level: number) => Math.max(0, Math.floor(size.capacity - level));

  function settle(): Promise<void> {
    settling ??= settleAll().finally(() => {
      settling = null;
    });
    return settling;
  }

  async function settleAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const told = [...buckets].map(([viewer, bucket]) => ({ viewer, bucket, points: bucket.unsettled }));
    for (const { bucket } of told) bucket.unsettled = 0;
    const atMs = clock.now().getTime();
    try {
      const levels = await addPoints(db, told, new Date(atMs), size);
      for (const { viewer, bucket } of told) {
        bucket.level = Math.max(0, (levels.get(viewer) ?? 0) + bucket.unsettled);
        bucket.atMs = atMs;
        bucket.settledAtMs = performance.now();
        const isIdle = bucket.settledAtMs - bucket.askedAtMs > FRESH_MS;
        if (isIdle && bucket.level === 0 && bucket.unsettled === 0) buckets.delete(viewer);
      }
    } catch (error) {
      log.warn({ err: error }, 'what requests cost could not be settled; trying again');
      for (const { bucket, points } of told) bucket.unsettled += points;
    }
    if ([...buckets.values()].some(({ unsettled }) => unsettled !== 0))
      timer ??= setTimeout(() => void settle(), SETTLE_MS).unref();
  }

  return {
    async take(viewer, cost) {
      const bucket = bucketOf(viewer);
      bucket.askedAtMs = performance.now();
      const isFresh = bucket.askedAtMs - bucket.settledAtMs < FRESH_MS;
      if (!isFresh && bucket.unsettled + cost > CREDIT_SECONDS * size.leakPerSecond) await settle();
      const level = levelAt(bucket, clock.now().getTime(), size);
      const retryAfterMs = waitForMs(level, cost, size);
      if (retryAfterMs > 0) return { ok: false, available: available(level), retryAfterMs };
      return {
        ok: true,
        available: add(bucket, cost),
        giveBack: (points) => add(bucketOf(viewer), -points),
      };
    },
    async close() {
      await settling;
      await settle();
      clearTimeout(timer);
    },
  };
}

/** @returns how full the buckets are then */
async function addPoints(
  db: Db,
  points: readonly { viewer: string; points: number }[],
  at: Date,
  { leakPerSecond }: BucketSize,
): Promise<ReadonlyMap<string, number>> {
  if (points.length === 0) return new Map();
  // In one order, so that processes do not wait for each other in a circle.
  const rows = await db.$queryRaw<{ viewer: string; level: number }[]>`
    INSERT INTO cost_buckets AS bucket (viewer, level, at)
    SELECT viewer, points, ${at}::timestamptz
    FROM unnest(${points.map(({ viewer }) => viewer)}::text[], ${points.map((each) => each.points)}::float8[])
      AS taken (viewer, points)
    ORDER BY viewer
    ON CONFLICT (viewer) DO UPDATE SET
      level = GREATEST(0, excluded.level + GREATEST(0, bucket.level
        - ${leakPerSecond}::float8 * GREATEST(0, extract(epoch FROM excluded.at - bucket.at)))),
      at = GREATEST(bucket.at, excluded.at)
    RETURNING viewer, level`;
  return new Map(rows.map(({ viewer, level }) => [viewer, level]));
}
