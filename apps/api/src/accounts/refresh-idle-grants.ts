import type { Deps } from '../deps.ts';
import { ConflictError, TikTokRefusedError } from '../errors.ts';
import { RENEW_PAUSE_MS, RENEW_WITHIN_MS } from './connection-end.ts';
import { refreshGrant } from './refresh-grant.ts';

const BATCH = 100;

/**
 * Refreshes the grants whose refresh token ends within 60 days, so that an account nobody published with stays
 * connected. One that TikTok refuses is marked by the refresh itself; one that got no answer is tried the next time.
 *
 * @returns how many were refreshed
 */
export async function refreshIdleGrants(deps: Deps): Promise<number> {
  const now = deps.clock.now().getTime();
  const grants = await deps.db.grant.findMany({
    where: {
      status: 'ACTIVE',
      clientKey: deps.config.tiktok.clientKey,
      refreshTokenExpiresAt: { lt: new Date(now + RENEW_WITHIN_MS) },
      OR: [
        { accessTokenIssuedAt: { lt: new Date(now - RENEW_PAUSE_MS) } },
        // Over, and nobody has noticed.
        { refreshTokenExpiresAt: { lt: new Date(now) } },
      ],
      accounts: { some: { status: 'ACTIVE' } },
    },
    orderBy: { refreshTokenExpiresAt: 'asc' },
    take: BATCH,
  });
  let refreshed = 0;
  for (const grant of grants) {
    try {
      await refreshGrant(deps, grant, { actor: { kind: 'system' }, teamId: null });
      refreshed++;
    } catch (error) {
      if (!(error instanceof ConflictError) && !(error instanceof TikTokRefusedError)) throw error;
      deps.log.warn({ grantId: grant.id, code: error.code }, 'an idle connection could not be refreshed');
    }
  }
  return refreshed;
}
