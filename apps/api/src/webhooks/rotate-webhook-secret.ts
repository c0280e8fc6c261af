import type { WebhookEndpoint } from '@airdate/db';
import { z } from 'zod';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { parseInput } from '../parse-input.ts';
import { lockEndpoint } from './lock-endpoint.ts';
import { namesOf } from './webhook-endpoint.ts';
import { addSecret } from './webhook-secret.ts';

const HOUR_MS = 3_600_000;
const OVERLAP_HOURS = { usual: 24, most: 168 };
const outOfRange = `A whole number of hours, 0 to ${OVERLAP_HOURS.most}.`;

const RotateInput = z.object({
  overlapHours: z
    .number()
    .int(outOfRange)
    .min(0, outOfRange)
    .max(OVERLAP_HOURS.most, outOfRange)
    .nullish()
    .transform((hours) => hours ?? OVERLAP_HOURS.usual),
});

/**
 * Gives an endpoint another secret. The one before signs beside it for the overlap, so each delivery has two signatures
 * then; one that is older ends at once.
 *
 * @param input.overlapHours 0 to 168; 24 when left out. With 0 the old secret ends at once, as after a leak
 * @returns the new secret is shown this once
 * @throws ForbiddenError below admin
 * @throws ValidationError
 * @throws NotFoundError also for an endpoint of another team
 */
export async function rotateWebhookSecret(
  ctx: TeamContext,
  { endpointId, ...input }: z.input<typeof RotateInput> & { endpointId: string },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  requireRole(ctx, 'ADMIN');
  const { overlapHours } = parseInput(RotateInput, input);
  const { actor, deps, teamId } = ctx;
  const at = deps.clock.now();
  return commitChange(ctx, async (tx) => {
    await lockEndpoint(tx, { id: endpointId, teamId });
    const own = { endpointId, teamId };
    await tx.webhookSecret.updateMany({ where: { ...own, endsAt: { gt: at } }, data: { endsAt: at } });
    const endsAt = new Date(at.getTime() + overlapHours * HOUR_MS);
    await tx.webhookSecret.updateMany({ where: { ...own, endsAt: null }, data: { endsAt } });
    const secret = await addSecret(tx, deps.keyring, { ...own, at });
    const endpoint = await tx.webhookEndpoint.update({
      where: { id: endpointId },
      data: { previousSecretEndsAt: endsAt, updatedAt: at },
    });
    await appendEvent(tx, { teamId, type: 'webhook.secret_rotated', data: namesOf(endpoint), actor, at });
    return { endpoint, secret };
  });
}
