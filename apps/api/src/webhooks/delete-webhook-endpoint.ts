import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { lockEndpoint } from './lock-endpoint.ts';
import { namesOf } from './webhook-endpoint.ts';

/**
 * Deletes an endpoint with its secrets and its delivery log. A try that is under way may still arrive.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for an endpoint of another team
 */
export async function deleteWebhookEndpoint(ctx: TeamContext, endpointId: string): Promise<void> {
  requireRole(ctx, 'ADMIN');
  const { actor, deps, teamId } = ctx;
  const at = deps.clock.now();
  await commitChange(ctx, async (tx) => {
    const endpoint = await lockEndpoint(tx, { id: endpointId, teamId });
    await tx.webhookEndpoint.deleteMany({ where: { id: endpointId, teamId } });
    await appendEvent(tx, { teamId, type: 'webhook.deleted', data: namesOf(endpoint), actor, at });
  });
}
