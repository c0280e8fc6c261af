import { randomUUID } from 'node:crypto';
import type { Grant } from '@airdate/db';
import type { Deps } from '../deps.ts';

/** How soon another process takes over after the holder died. */
const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 8_000;

/** The right of one process to refresh a grant's tokens; renewed until released. */
export type RefreshLease = { token: string; release(): Promise<void> };

/**
 * Takes the lease if nobody holds it and the tokens are still those of `grant`.
 *
 * @returns null when somebody else holds it or the tokens have changed
 */
export async function takeRefreshLease(deps: Deps, grant: Grant): Promise<RefreshLease | null> {
  const { db, clock, log } = deps;
  const token = randomUUID();
  const now = clock.now();
  const { count } = await db.grant.updateMany({
    where: {
      id: grant.id,
      status: 'ACTIVE',
      sealedAccessToken: grant.sealedAccessToken,
      OR: [{ refreshLeaseToken: null }, { refreshLeaseExpiresAt: { lt: now } }],
    },
    data: { refreshLeaseToken: token, refreshLeaseExpiresAt: leaseEnd(now) },
  });
  if (count === 0) return null;

  const held = { id: grant.id, refreshLeaseToken: token };
  const renew = () =>
    db.grant
      .updateMany({ where: held, data: { refreshLeaseExpiresAt: leaseEnd(clock.now()) } })
      .catch((error: unknown) => {
        log.error({ err: error, grantId: grant.id }, 'renewing a refresh lease failed');
      });
  const renewing = setInterval(() => void renew(), RENEW_EVERY_MS);

  return {
    token,
    async release() {
      clearInterval(renewing);
      await db.grant.updateMany({
        where: held,
        data: { refreshLeaseToken: null, refreshLeaseExpiresAt: null },
      });
    },
  };
}

function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
