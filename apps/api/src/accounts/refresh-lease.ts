import { randomUUID } from 'node:crypto';
import type { Grant } from '@airdate/db';
import type { Deps } from '../deps.ts';

/** How soon another process takes over after the holder died. */
const LEASE_SECONDS = 30;
const RENEW_EVERY_MS = 8_000;

/** The right of one process to refresh a grant's tokens; renewed until released. */
export type RefreshLease = { token: string; release(): Promise<void> };

/**
 * Takes the lease if nobody holds it and the tokens are still those of `grant`. Times are the database's, because the
 * clocks of processes differ.
 *
 * @returns null when somebody else holds it or the tokens have changed
 */
export async function takeRefreshLease(deps: Deps, grant: Grant): Promise<RefreshLease | null> {
  const token = randomUUID();
  const taken = await deps.db.$executeRaw`
    UPDATE grants
    SET refresh_lease_token = ${token}::uuid,
        refresh_lease_expires_at = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE id = ${grant.id}::uuid AND status = 'ACTIVE' AND sealed_access_token = ${grant.sealedAccessToken}
      AND (refresh_lease_token IS NULL OR refresh_lease_expires_at < now())`;
  if (taken === 0) return null;

  const renew = () =>
    deps.db.$executeRaw`
      UPDATE grants SET refresh_lease_expires_at = now() + make_interval(secs => ${LEASE_SECONDS})
      WHERE id = ${grant.id}::uuid AND refresh_lease_token = ${token}::uuid`.catch((error: unknown) => {
      deps.log.error({ err: error, grantId: grant.id }, 'renewing a refresh lease failed');
    });
  const renewing = setInterval(() => void renew(), RENEW_EVERY_MS);

  return {
    token,
    async release() {
      clearInterval(renewing);
      await deps.db.$executeRaw`
        UPDATE grants SET refresh_lease_token = NULL, refresh_lease_expires_at = NULL
        WHERE id = ${grant.id}::uuid AND refresh_lease_token = ${token}::uuid`;
    },
  };
}
