import type { ConnectLink } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { NotFoundError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { globalId } from '../global-id.ts';

/**
 * Ends a link before it is used. One that is over already stays as it is.
 *
 * @throws ForbiddenError below editor
 * @throws NotFoundError also for a link of another team
 */
export async function revokeConnectLink(
  ctx: TeamContext,
  { connectLinkId: id }: { connectLinkId: string },
): Promise<ConnectLink> {
  requireRole(ctx, 'EDITOR');
  const { actor, deps, teamId } = ctx;
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    const [revoked] = await tx.connectLink.updateManyAndReturn({
      where: { id, teamId, usedAt: null, revokedAt: null },
      data: { revokedAt: at },
    });
    if (!revoked) {
      const link = await tx.connectLink.findFirst({ where: { id, teamId } });
      if (!link) throw new NotFoundError('connect link', ['connectLinkId']);
      return link;
    }
    const data = { connectLinkId: globalId('ConnectLink', id) };
    await appendEvent(tx, { teamId, type: 'account.link_revoked', data, actor, at });
    return revoked;
  });
}
