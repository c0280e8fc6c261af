import { randomUUID } from 'node:crypto';
import { type Db, type Grant, reservedDb } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { LEASE_MS, leaseEnd } from '../lease-end.ts';

const RENEW_EVERY_MS = 1_000;

/** Databases over which this process renews no lease any more. */
const ending = new WeakSet<Db>();

/**
 * For a process that is about to end: refresh leases are renewed no more, so that another process has them within 3.5 s,
 * however long TikTok keeps this one waiting. An answer that comes before its end is saved all the same.
 */
export function letRefreshLeasesEnd({ db }: Pick<Deps, 'db'>): void {
  ending.add(db);
}

/** The right of one process to refresh a grant's tokens; renewed until released. */
export type RefreshLease = {
  token: string;
  /**
   * Whether nobody else can have it yet, by this process's own timer, which runs on while the process is stopped. Ask
   * right before a request leaves.
   */
  isFresh(): boolean;
  release(): Promise<void>;
};

/**
 * Takes the lease if nobody holds it, and both the lease and the tokens are still as they were read with `grant`: whoever
 * waited for a holder learns that it gave up before anybody tries again.
 *
 * @returns null when somebody else holds it, or when it or the tokens have changed
 */
export async function takeRefreshLease(deps: Deps, grant: Grant): Promise<RefreshLease | null> {
  const { db, clock, log } = deps;
  const token = randomUUID();
  const now = clock.now();
  let endsAtMs = performance.now() + LEASE_MS;
  const { count } = await db.grant.updateMany({
    where: {
      id: grant.id,
      status: 'ACTIVE',
      sealedAccessToken: grant.sealedAccessToken,
      refreshLeaseToken: grant.refreshLeaseToken,
      ...(grant.refreshLeaseToken !== null && { refreshLeaseExpiresAt: { lt: now } }),
    },
    data: { refreshLeaseToken: token, refreshLeaseExpiresAt: leaseEnd(now) },
  });
  if (count === 0) return null;

  const held = { id: grant.id, refreshLeaseToken: token };
  const renew = async () => {
    const startedMs = performance.now();
    const { count: renewed } = await reservedDb(db).grant.updateMany({
      where: held,
      data: { refreshLeaseExpiresAt: leaseEnd(clock.now()) },
    });
    if (renewed > 0) endsAtMs = startedMs + LEASE_MS;
  };
  const renewing = setInterval(() => {
    if (ending.has(db)) return;
    renew().catch((error: unknown) => {
      log.error({ err: error, grantId: grant.id }, 'renewing a refresh lease failed');
    });
  }, RENEW_EVERY_MS);

  return {
    token,
    isFresh: () => performance.now() < endsAtMs,
    async release() {
      clearInterval(renewing);
      await db.grant.updateMany({
        where: held,
        data: { refreshLeaseToken: null, refreshLeaseExpiresAt: null },
      });
    },
  };
}
