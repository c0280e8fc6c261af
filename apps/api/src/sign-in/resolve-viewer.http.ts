import type { Deps } from '../deps.ts';
import { findMembership } from '../teams/team.queries.ts';
import type { Viewer } from '../teams/viewer.ts';
import type { Auth } from './auth.http.ts';
import { authenticateApiKey } from './authenticate-api-key.ts';
import { clientAddressOf } from './client-address.ts';

const BEARER = /^Bearer\s+(adk_\S+)$/i;

/** `renew: false` leaves the end of a session where it is; otherwise a use a day moves it on. */
type ResolveOptions = { renew?: boolean };

export type ResolveViewer = (headers: Headers, options?: ResolveOptions) => Promise<Viewer | null>;

/**
 * Who sends a request: by the API key in `Authorization: Bearer adk_…` if there is an Authorization header, else by the
 * session cookie. A session acts for its active team, or for the team its user joined first.
 *
 * @returns null when nobody is signed in, the key or session is not valid, or the user belongs to no team
 */
export async function resolveViewer(
  deps: Deps,
  auth: Auth,
  headers: Headers,
  { renew = true }: ResolveOptions = {},
): Promise<Viewer | null> {
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const key = BEARER.exec(authorization)?.[1];
    // Whoever only looks again at an open connection uses no key.
    const note = (reason: string, keyId?: string) =>
      renew &&
      deps.securityLog.note('key_refused', {
        address: clientAddressOf(headers),
        ...(keyId && { viewer: `apiKey:${keyId}` }),
        reason,
      });
    return key ? authenticateApiKey(deps, key, note) : null;
  }
  if (!headers.has('cookie')) return null;

  const signedIn = await auth.api.getSession({ headers, query: { disableRefresh: !renew } });
  if (!signedIn) return null;
  const { session, user } = signedIn;
  if (session.expiresAt <= deps.clock.now()) return null;
  const member = await findMembership(deps.db, user.id, session.activeTeamId ?? null);
  if (!member) return null;
  return {
    actor: { kind: 'user', id: user.id },
    userId: user.id,
    sessionId: session.id,
    teamId: member.teamId,
    role: member.role,
    scopes: null,
    isTest: false,
    expiresAt: session.expiresAt,
    grounds: [`session:${session.id}`, `user:${user.id}`],
  };
}
