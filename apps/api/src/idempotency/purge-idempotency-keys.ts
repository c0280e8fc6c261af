import type { Deps } from '../deps.ts';
import { KEPT_MS } from './idempotency-key.ts';

const BATCH = 1_000;

/** Removes keys, with their answers, that are older than 7 days. @returns how many */
export async function purgeIdempotencyKeys({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS);
  for (let purged = 0; ; ) {
    const count = await db.$executeRaw`
      DELETE FROM idempotency_keys WHERE id IN (
        SELECT id FROM idempotency_keys WHERE created_at < ${before} ORDER BY created_at LIMIT ${BATCH}
      )`;
    purged += count;
    if (count < BATCH) return purged;
  }
}
