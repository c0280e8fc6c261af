import type { WebhookEndpoint } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { lockEndpoint } from './lock-endpoint.ts';
import { namesOf } from './webhook-endpoint.ts';

/**
 * Sends a disabled endpoint what happens from now on. What happened meanwhile is not sent; what failed before can be
 * redelivered. Enabling it again changes nothing.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for an endpoint of another team
 */
export async function enableWebhookEndpoint(ctx: TeamContext, endpointId: string): Promise<WebhookEndpoint> {
  requireRole(ctx, 'ADMIN');
  const { actor, deps, teamId } = ctx;
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    const endpoint = await lockEndpoint(tx, { id: endpointId, teamId });
    if (!endpoint.disabledAt) return endpoint;
    const data = namesOf(endpoint);
    const cursor = await appendEvent(tx, { teamId, type: 'webhook.enabled', data, actor, at });
    return tx.webhookEndpoint.update({
      where: { id: endpointId },
      data: { disabledAt: null, disabledReason: null, failingSince: null, cursor, updatedAt: at },
    });
  });
}
