import type { WebhookDelivery } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { TEST_EVENT_TYPE, testBody } from './delivery-body.ts';
import { lockEnabledEndpoint } from './lock-endpoint.ts';

/**
 * Has an endpoint sent an event of the type `webhook.test`, once: a test is not tried again. It stands in no log of events.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for an endpoint of another team
 * @throws ConflictError `webhook_endpoint_disabled`
 */
export async function sendTestWebhook(ctx: TeamContext, endpointId: string): Promise<WebhookDelivery> {
  requireRole(ctx, 'ADMIN');
  const { deps, teamId } = ctx;
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    await lockEnabledEndpoint(tx, { id: endpointId, teamId });
    return tx.webhookDelivery.create({
      data: {
        teamId,
        endpointId,
        eventType: TEST_EVENT_TYPE,
        body: testBody(at, endpointId),
        triesLeft: 1,
        nextTryAt: at,
        createdAt: at,
      },
    });
  });
}
