import type { Tx, WebhookDisabledReason, WebhookEndpoint } from '@airdate/db';
import { type Actor, commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { lockEndpoint } from './lock-endpoint.ts';
import { namesOf } from './webhook-endpoint.ts';

type Ending = { reason: WebhookDisabledReason; actor: Actor; at: Date };

/**
 * Ends what an endpoint is sent, in the transaction of a caller that has locked it: deliveries that wait fail without
 * another try, and the team's log tells why. Of one that is disabled already it changes nothing.
 */
export async function markDisabled(
  tx: Tx,
  endpoint: WebhookEndpoint,
  { reason, actor, at }: Ending,
): Promise<void> {
  if (endpoint.disabledAt) return;
  const { id, teamId } = endpoint;
  await tx.webhookEndpoint.updateMany({
    where: { id, teamId },
    data: { disabledAt: at, disabledReason: reason, updatedAt: at },
  });
  await tx.webhookDelivery.updateMany({
    where: { endpointId: id, teamId, status: 'PENDING' },
    data: { status: 'FAILED', nextTryAt: null, triesLeft: 0, settledAt: at },
  });
  const data = { ...namesOf(endpoint), reason };
  await appendEvent(tx, { teamId, type: 'webhook.disabled', data, actor, at });
}

/**
 * Sends an endpoint nothing more until it is enabled. Disabling it again changes nothing.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for an endpoint of another team
 */
export async function disableWebhookEndpoint(ctx: TeamContext, endpointId: string): Promise<WebhookEndpoint> {
  requireRole(ctx, 'ADMIN');
  const { actor, deps, teamId } = ctx;
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    const endpoint = await lockEndpoint(tx, { id: endpointId, teamId });
    await markDisabled(tx, endpoint, { reason: 'REQUESTED', actor, at });
    return tx.webhookEndpoint.findFirstOrThrow({ where: { id: endpointId, teamId } });
  });
}
