import { TIKTOK_SCOPES } from '@airdate/tiktok';
import { requireRole, type TeamContext } from '../context.ts';
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
  const { userId, sessionId } = session;
  const state = newState();
  const now = deps.clock.now();

  const longOver = new Date(now.getTime() - KEEP_EXPIRED_MS);
  await deps.acrossTeams.db.connectAttempt.deleteMany({ where: { userId, expiresAt: { lt: longOver } } });
  await deps.db.connectAttempt.create({
    data: {
      stateHash: hashState(state),
      teamId,
      userId,
      sessionId,
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
