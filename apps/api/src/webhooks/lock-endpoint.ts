import type { Tx, WebhookEndpoint } from '@airdate/db';
import { ConflictError, NotFoundError } from '../errors.ts';

type Key = { id: string; teamId: string };

/**
 * Reads an endpoint of the team and keeps it for the caller's transaction: nothing is enqueued for it and no try recorded
 * meanwhile. Whoever changes an endpoint and its deliveries does this first.
 *
 * @returns null when there is none, also for an endpoint of another team
 */
export async function findAndLockEndpoint(tx: Tx, { id, teamId }: Key): Promise<WebhookEndpoint | null> {
  await tx.$queryRaw`
    SELECT 1 FROM webhook_endpoints WHERE id = ${id}::uuid AND team_id = ${teamId}::uuid FOR NO KEY UPDATE`;
  return tx.webhookEndpoint.findFirst({ where: { id, teamId } });
}

/** As {@link findAndLockEndpoint}. @throws NotFoundError */
export async function lockEndpoint(tx: Tx, key: Key): Promise<WebhookEndpoint> {
  const endpoint = await findAndLockEndpoint(tx, key);
  if (!endpoint) throw new NotFoundError('webhook endpoint', ['webhookEndpointId']);
  return endpoint;
}

/** As {@link lockEndpoint}. @throws ConflictError `webhook_endpoint_disabled` */
export async function lockEnabledEndpoint(tx: Tx, key: Key): Promise<void> {
  const { disabledAt } = await lockEndpoint(tx, key);
  if (disabledAt) throw new ConflictError('webhook_endpoint_disabled', { path: ['webhookEndpointId'] });
}
