import type { WebhookEndpoint } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { lockEndpoint } from './lock-endpoint.ts';
import { type EndpointChoices, namesOf, parseEndpointChoices } from './webhook-endpoint.ts';

/**
 * Changes an endpoint; what is left out stays. Deliveries that wait go to the new address.
 *
 * @throws ForbiddenError below admin
 * @throws ValidationError as `createWebhookEndpoint`
 * @throws NotFoundError also for an endpoint of another team
 */
export async function updateWebhookEndpoint(
  ctx: TeamContext,
  { endpointId, ...input }: EndpointChoices & { endpointId: string },
): Promise<WebhookEndpoint> {
  requireRole(ctx, 'ADMIN');
  const { actor, deps, teamId } = ctx;
  const choices = parseEndpointChoices(input, { allowPrivate: deps.config.allowPrivateWebhooks });
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    const before = await lockEndpoint(tx, { id: endpointId, teamId });
    const changed = (['url', 'description', 'eventTypes'] as const).filter(
      (name) => choices[name] !== undefined && String(choices[name]) !== String(before[name]),
    );
    if (changed.length === 0) return before;
    const endpoint = await tx.webhookEndpoint.update({
      where: { id: endpointId },
      data: { ...choices, updatedAt: at },
    });
    const data = { ...namesOf(endpoint), changed };
    await appendEvent(tx, { teamId, type: 'webhook.updated', data, actor, at });
    return endpoint;
  });
}
