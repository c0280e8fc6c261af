import type { WebhookDelivery } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { NotFoundError } from '../errors.ts';
import { lockEnabledEndpoint } from './lock-endpoint.ts';
import { MOST_TRIES } from './retry-schedule.ts';

/**
 * Sends a delivery again, whatever became of it, with the same body and `webhook-id` and all of its tries. One that waits
 * for its next try has it now; one that is being tried is left to that.
 *
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for a delivery of another team
 * @throws ConflictError `webhook_endpoint_disabled`
 */
export async function redeliverWebhook(ctx: TeamContext, deliveryId: string): Promise<WebhookDelivery> {
  requireRole(ctx, 'ADMIN');
  const { deps, teamId } = ctx;
  const at = deps.clock.now();
  const where = { id: deliveryId, teamId };
  return commitChange(ctx, async (tx) => {
    const delivery = await tx.webhookDelivery.findFirst({ where });
    if (!delivery) throw new NotFoundError('webhook delivery', ['webhookDeliveryId']);
    await lockEnabledEndpoint(tx, { id: delivery.endpointId, teamId });
    const isIdle = { OR: [{ leaseToken: null }, { nextTryAt: null }, { nextTryAt: { lte: at } }] };
    await tx.webhookDelivery.updateMany({ where: { ...where, ...isIdle }, data: fromTheStart(at) });
    return tx.webhookDelivery.findFirstOrThrow({ where });
  });
}

/**
 * Sends again all deliveries of an endpoint that failed and were made since an instant. Those that still have tries left are
 * not among them.
 *
 * @returns how many
 * @throws ForbiddenError below admin
 * @throws NotFoundError also for an endpoint of another team
 * @throws ConflictError `webhook_endpoint_disabled`
 */
export async function redeliverFailedWebhooks(
  ctx: TeamContext,
  { endpointId, since }: { endpointId: string; since: Date },
): Promise<number> {
  requireRole(ctx, 'ADMIN');
  const { deps, teamId } = ctx;
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    await lockEnabledEndpoint(tx, { id: endpointId, teamId });
    const { count } = await tx.webhookDelivery.updateMany({
      where: { endpointId, teamId, status: 'FAILED', createdAt: { gte: since } },
      data: fromTheStart(at),
    });
    return count;
  });
}

function fromTheStart(at: Date) {
  return { status: 'PENDING', triesLeft: MOST_TRIES, nextTryAt: at, settledAt: null } as const;
}
