import { TIKTOK_SCOPES } from '@airdate/tiktok';
import { requireRole, type TeamContext } from '../context.ts';
import type { Deps } from '../deps.ts';
import { CONNECT_ATTEMPT_LIFETIME_MS, hashState, newState, redirectUri } from './connect-attempt.ts';

/** So that somebody who comes back late reads why it did not work. */
const KEEP_EXPIRED_MS = 24 * 3_600_000;

/** The signed-in browser that goes through the consent page. */
export type BrowserSession = { userId: string; sessionId: string };

/**
 * Begins to connect a TikTok account: remembers a random state, bound to this browser session for ten minutes.
 *
 * @returns TikTok's consent page; it is shown also to people who consented before, so that they can choose another account
 * @throws ForbiddenError below editor
 */
export async function startConnect(ctx: TeamContext, session: BrowserSession): Promise<URL> {
  requireRole(ctx, 'EDITOR');
  const { deps, teamId } = ctx;
  const { userId } = session;
  const now = deps.clock.now();
  const longOver = new Date(now.getTime() - KEEP_EXPIRED_MS);
  await deps.acrossTeams.db.connectAttempt.deleteMany({ where: { userId, expiresAt: { lt: longOver } } });
  return beginAttempt(deps, { teamId, ...session });
}

/**
 * Remembers a random state for ten minutes, as that of one browser.
 *
 * @returns TikTok's consent page
 */
export async function beginAttempt(
  deps: Deps,
  whose: { teamId: string; sessionId: string } & ({ userId: string } | { linkId: string }),
): Promise<URL> {
  const state = newState();
  const now = deps.clock.now();
  await deps.db.connectAttempt.create({
    data: {
      stateHash: hashState(state),
      ...whose,
      createdAt: now,
      expiresAt: new Date(now.getTime() + CONNECT_ATTEMPT_LIFETIME_MS),
    },
  });
  return deps.tiktok.authorizeUrl({
    redirectUri: redirectUri(deps.config.appUrl),
    scopes: TIKTOK_SCOPES,
    state,
    disableAutoAuth: true,
  });
}
