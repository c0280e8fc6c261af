import type { ApiKey } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { NotFoundError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';

/**
 * Ends a key at once. Revoking it again changes nothing.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for a key of another team
 */
export async function revokeApiKey(ctx: TeamContext, input: { apiKeyId: string }): Promise<ApiKey> {
  requireRole(ctx, 'ADMIN');
  const { actor, deps, teamId } = ctx;
  const where = { id: input.apiKeyId, teamId };
  const at = deps.clock.now();

  return commitChange(ctx, async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { ...where, revokedAt: null },
      data: { revokedAt: at },
    });
    const apiKey = await tx.apiKey.findFirst({ where });
    if (!apiKey) throw new NotFoundError('API key', ['apiKeyId']);
    if (count > 0) {
      const { name, prefix } = apiKey;
      await appendEvent(tx, { teamId, type: 'api_key.revoked', data: { name, prefix }, actor, at });
    }
    return apiKey;
  });
}
