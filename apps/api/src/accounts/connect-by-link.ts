import { randomUUID } from 'node:crypto';
import type { ConnectLink, Team } from '@airdate/db';
import { actInTeam, type TeamContext, withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { globalId } from '../global-id.ts';
import { presentRole } from '../sign-in/present-role.ts';
import { hashToken, makerOf } from './connect-link.ts';
import { beginAttempt } from './start-connect.ts';

/** The link that a creator opened, if it is open. Whose token is not told from whose link is over. */
export async function findOpenLink(
  deps: Deps,
  token: string,
): Promise<(ConnectLink & { team: Team }) | null> {
  const tokenHash = hashToken(token);
  if (!tokenHash) return null;
  return deps.db.connectLink.findFirst({
    where: { tokenHash, usedAt: null, revokedAt: null, expiresAt: { gt: deps.clock.now() } },
    include: { team: true },
  });
}

/**
 * Begins to connect an account by a link: remembers a random state, bound to the browser by a value that only it is given.
 *
 * @returns null when the link is not open
 */
export async function startConnectByLink(
  deps: Deps,
  token: string,
): Promise<{ consentPage: URL; browserId: string } | null> {
  const link = await findOpenLink(deps, token);
  if (!link) return null;
  const browserId = randomUUID();
  const { id: linkId, teamId } = link;
  const consentPage = await beginAttempt(deps, { teamId, linkId, sessionId: browserId });
  return { consentPage, browserId };
}

/** Uses a link up, so that of two trips that end together one goes on. Null when it is not open any more. */
export async function useLink({ db, clock }: Deps, id: string): Promise<ConnectLink | null> {
  const now = clock.now();
  const [link] = await db.connectLink.updateManyAndReturn({
    where: { id, usedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return link ?? null;
}

/** The link's maker as of now, or null when the maker may not do anything in the team any more. */
export async function contextOfLink(deps: Deps, link: ConnectLink): Promise<TeamContext | null> {
  const { teamId } = link;
  const actor = makerOf(link);
  const role = await presentRole(deps, teamId, actor);
  return role && actInTeam(deps, { teamId, role, actor });
}

/**
 * Tells the team that a trip by a link connected nothing; the link can be opened again until it expires.
 *
 * @param used whether the trip had used the link up, so that it is given back
 */
export async function noteLinkFailure(
  deps: Deps,
  linkId: string,
  { reason, used }: { reason: string; used: boolean },
): Promise<void> {
  const at = deps.clock.now();
  await withTransaction(deps.db, async (tx) => {
    const link = await tx.connectLink.findUnique({ where: { id: linkId } });
    if (!link || link.accountId) return;
    if (used) await tx.connectLink.update({ where: { id: linkId }, data: { usedAt: null } });
    const data = { connectLinkId: globalId('ConnectLink', linkId), reason };
    const { teamId } = link;
    await appendEvent(tx, { teamId, type: 'account.link_failed', data, actor: { kind: 'system' }, at });
  });
}
