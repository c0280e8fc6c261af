import { setTimeout as sleep } from 'node:timers/promises';
import type { IdempotencyKey } from '@airdate/db';
import type { Deps } from '../deps.ts';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

type Watch = { waiters: number; changed: Promise<IdempotencyKey | null> };

/** @returns the row as it is now, null when it is gone, and as it was when the time is over */
export type AwaitAnswer = (row: IdempotencyKey, waitMs: number) => Promise<IdempotencyKey | null>;

/** Waits for what becomes of a claimed key, in whichever process; one reader for all who wait for the same key in this one. */
export function createAwaitAnswer({ db }: Pick<Deps, 'db'>): AwaitAnswer {
  const watches = new Map<string, Watch>();

  async function look(watch: Watch, seen: IdempotencyKey): Promise<IdempotencyKey | null> {
    for (let pauseMs = FIRST_PAUSE_MS; watch.waiters > 0; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await sleep(pauseMs);
      const row = await db.idempotencyKey.findUnique({ where: { id: seen.id } });
      if (!row || row.sealedAnswer !== null || row.claimedUntil.getTime() !== seen.claimedUntil.getTime())
        return row;
    }
    return seen;
  }

  function watchOf(row: IdempotencyKey): Watch {
    const name = `${row.id} ${row.claimToken}`;
    const present = watches.get(name);
    if (present) return present;
    const watch: Watch = { waiters: 1, changed: Promise.resolve(null) };
    watch.changed = look(watch, row).finally(() => watches.delete(name));
    watch.waiters--;
    watches.set(name, watch);
    return watch;
  }

  return async (row, waitMs) => {
    const watch = watchOf(row);
    watch.waiters++;
    const over = new AbortController();
    const timeout = sleep(waitMs, row, { signal: over.signal }).catch(() => row);
    try {
      return await Promise.race([watch.changed, timeout]);
    } finally {
      watch.waiters--;
      over.abort();
    }
  };
}
