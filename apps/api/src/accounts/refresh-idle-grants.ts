import type { Deps } from '../deps.ts';
import { ConflictError, TikTokRefusedError } from '../errors.ts';
import { refreshGrant } from './refresh-grant.ts';

const BATCH = 100;
/** A refresh token lives for 180 days or longer; TikTok gives a new one with every refresh. */
const REFRESH_WITHIN_MS = 60 * 86_400_000;
/** Not again within this time, should TikTok answer with the same end. */
const PAUSE_MS = 7 * 86_400_000;

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
      refreshTokenExpiresAt: { lt: new Date(now + REFRESH_WITHIN_MS) },
      OR: [
        { accessTokenIssuedAt: { lt: new Date(now - PAUSE_MS) } },
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
