import type { Tx, WebhookDelivery, WebhookEndpoint, WebhookTryError } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import { markDisabled } from './disable-webhook-endpoint.ts';
import { findAndLockEndpoint } from './lock-endpoint.ts';
import { MOST_TRIES, waitAfter } from './retry-schedule.ts';

const DAY_MS = 86_400_000;
/** Longer than the tries of one delivery take, so that no single outage of a weekend ends it. */
const DISABLED_AFTER_MS = 5 * DAY_MS;
const GONE = 410;

export type TryResult = {
  /** Null when no answer came. */
  status: number | null;
  /** Null when it was delivered. */
  error: WebhookTryError | null;
  retryAfterMs: number | null;
  responseBody: string;
};

type Try = TryResult & { startedAt: Date; durationMs: number };

/**
 * Writes down a try and what follows from it: delivered, another try, or failed; and where it was the last straw, the end
 * of the endpoint. Does nothing when the lease was lost, for whoever has it now tries again.
 */
export async function recordTry(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { deliveryId, endpointId, teamId, leaseToken }: ClaimedDelivery,
  { retryAfterMs, ...told }: Try,
): Promise<void> {
  const now = clock.now();
  await withTransaction(db, async (tx) => {
    const endpoint = await findAndLockEndpoint(tx, { id: endpointId, teamId });
    const delivery = await tx.webhookDelivery.findFirst({ where: { id: deliveryId, leaseToken } });
    if (!endpoint || !delivery) return;
    const next = nextOf(delivery, endpoint, { ...told, retryAfterMs }, now);
    const number = delivery.tryCount + 1;
    const { count } = await tx.webhookDelivery.updateMany({
      where: { id: deliveryId, leaseToken },
      data: { ...next, tryCount: number, leaseToken: null },
    });
    if (count === 0) return;
    await tx.webhookTry.createMany({ data: [{ ...told, teamId, deliveryId, number }] });
    await noteHealth(tx, endpoint, told, now);
  });
}

function nextOf(delivery: WebhookDelivery, endpoint: WebhookEndpoint, result: TryResult, now: Date) {
  if (result.error === null) {
    return { status: 'DELIVERED', triesLeft: 0, nextTryAt: null, settledAt: now } as const;
  }
  const triesLeft = Math.max(0, delivery.triesLeft - 1);
  const { retryAfterMs } = result;
  const wait = waitAfter(MOST_TRIES - triesLeft, { retryAfterMs, random: Math.random() });
  if (endpoint.disabledAt || triesLeft === 0 || wait === null) {
    return { status: 'FAILED', triesLeft: 0, nextTryAt: null, settledAt: now } as const;
  }
  return { triesLeft, nextTryAt: new Date(now.getTime() + wait) };
}

async function noteHealth(
  tx: Tx,
  endpoint: WebhookEndpoint,
  { error, status }: Pick<TryResult, 'error' | 'status'>,
  now: Date,
): Promise<void> {
  const { id, failingSince } = endpoint;
  if (error === null) {
    if (failingSince) await tx.webhookEndpoint.updateMany({ where: { id }, data: { failingSince: null } });
    return;
  }
  if (!failingSince) await tx.webhookEndpoint.updateMany({ where: { id }, data: { failingSince: now } });
  const failsTooLong = failingSince && now.getTime() - failingSince.getTime() >= DISABLED_AFTER_MS;
  if (status !== GONE && !failsTooLong) return;
  const reason = status === GONE ? 'GONE' : 'FAILING';
  await markDisabled(tx, endpoint, { reason, actor: { kind: 'worker' }, at: now });
}
