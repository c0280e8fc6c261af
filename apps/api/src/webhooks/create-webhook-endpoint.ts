import type { WebhookEndpoint } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { ConflictError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { type EndpointChoices, namesOf, parseEndpointChoices } from './webhook-endpoint.ts';
import { addSecret } from './webhook-secret.ts';

/** Those who create endpoints of one team wait for each other, so that they count what the others made. */
const COUNT_LOCK = 7_240_116;

/**
 * Creates an endpoint that is sent what happens from now on.
 *
 * @param input.eventTypes types such as `post.published`, or beginnings such as `post.`; left out or empty: every event
 * @returns the endpoint, and the secret that its deliveries are signed with, which is shown this once
 * @throws ForbiddenError below admin
 * @throws ValidationError `invalid_input`, `webhook_url_not_allowed` or `unknown_event_type`
 * @throws ConflictError `too_many_webhook_endpoints`
 */
export async function createWebhookEndpoint(
  ctx: TeamContext,
  input: EndpointChoices & { url: string },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  requireRole(ctx, 'ADMIN');
  const { actor, deps, teamId } = ctx;
  const { webhookEndpoints: most } = deps.config.limits;
  const choices = parseEndpointChoices(input, { allowPrivate: deps.config.allowPrivateWebhooks });
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${COUNT_LOCK}::int, hashtext(${teamId}))`;
    if ((await tx.webhookEndpoint.count({ where: { teamId } })) >= most) {
      throw new ConflictError('too_many_webhook_endpoints', {
        message: `A team has at most ${most} webhook endpoints.`,
      });
    }
    const { id } = await tx.webhookEndpoint.create({
      data: { ...choices, url: choices.url ?? '', teamId, cursor: 0n, createdAt: at, updatedAt: at },
    });
    const secret = await addSecret(tx, deps.keyring, { teamId, endpointId: id, at });
    const data = namesOf({ id, url: choices.url ?? '' });
    const cursor = await appendEvent(tx, { teamId, type: 'webhook.created', data, actor, at });
    return { endpoint: await tx.webhookEndpoint.update({ where: { id }, data: { cursor } }), secret };
  });
}
