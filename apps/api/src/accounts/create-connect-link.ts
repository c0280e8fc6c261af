import type { ConnectLink } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ConflictError, ForbiddenError, issue, ValidationError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { globalId } from '../global-id.ts';
import { hashToken, LONGEST_LIFETIME_MS, linkPage, newToken, USUAL_LIFETIME_MS } from './connect-link.ts';

/** Those who create links of one team wait for each other, so that they count what the others made. */
const COUNT_LOCK = 7_240_117;
/** So that whoever made a link can read for a while what became of it. */
const KEEP_EXPIRED_MS = 90 * 86_400_000;
/** Links of a team that are open at once. */
export const MOST_OPEN_LINKS = 500;

/**
 * Makes a link by which a creator connects an account for the team, once, without being signed in. Forgets links that expired 90
 * days ago.
 *
 * @param input.expiresAt at most 30 days ahead; three days when left out
 * @returns the link, and its address, which is told this once
 * @throws ForbiddenError below editor
 * @throws ValidationError `time_in_past` or `time_too_far`
 * @throws ConflictError `too_many_connect_links` when 500 are open
 */
export async function createConnectLink(
  ctx: TeamContext,
  input: { expiresAt?: Date | null },
): Promise<{ link: ConnectLink; url: URL }> {
  requireRole(ctx, 'EDITOR');
  const { actor, deps, teamId } = ctx;
  if (!('id' in actor)) throw new ForbiddenError('editor');
  const at = deps.clock.now();
  const expiresAt = input.expiresAt ?? new Date(at.getTime() + USUAL_LIFETIME_MS);
  if (expiresAt <= at) {
    throw new ValidationError([issue('time_in_past', ['expiresAt'], 'The link would have expired already.')]);
  }
  if (expiresAt.getTime() - at.getTime() > LONGEST_LIFETIME_MS) {
    throw new ValidationError([issue('time_too_far', ['expiresAt'], 'A link works for at most 30 days.')]);
  }
  const longOver = new Date(at.getTime() - KEEP_EXPIRED_MS);
  await deps.acrossTeams.db.connectLink.deleteMany({ where: { teamId, expiresAt: { lt: longOver } } });
  const token = newToken();
  const tokenHash = hashToken(token)!;
  const maker = { actorKind: actor.kind, actorId: actor.id };
  const link = await commitChange(ctx, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${COUNT_LOCK}::int, hashtext(${teamId}))`;
    const open = { teamId, usedAt: null, revokedAt: null, expiresAt: { gt: at } };
    if ((await tx.connectLink.count({ where: open })) >= MOST_OPEN_LINKS) {
      throw new ConflictError('too_many_connect_links', {
        message: `A team has at most ${MOST_OPEN_LINKS} links open at once.`,
      });
    }
    const created = await tx.connectLink.create({
      data: { teamId, tokenHash, ...maker, expiresAt, createdAt: at },
    });
    const data = { connectLinkId: globalId('ConnectLink', created.id), expiresAt: expiresAt.toISOString() };
    await appendEvent(tx, { teamId, type: 'account.link_created', data, actor, at });
    return created;
  });
  return { link, url: linkPage(deps.config.appUrl, token) };
}
