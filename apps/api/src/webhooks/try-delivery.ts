import type { WebhookTryError } from '@airdate/db';
import { Webhook } from 'standardwebhooks';
import type { Deps } from '../deps.ts';
import { type OutsideFailure, OutsideRequestError, postOutside } from '../fetch-outside.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import { recordTry, type TryResult } from './record-try.ts';
import { parseRetryAfter } from './retry-schedule.ts';
import { openSecret } from './webhook-secret.ts';

/** Of an answer's body, so much is kept. */
const ANSWER_BYTES = 1_024;

const ERRORS: Record<OutsideFailure, WebhookTryError> = {
  address_not_allowed: 'ADDRESS_NOT_ALLOWED',
  timed_out: 'TIMED_OUT',
  unreachable: 'UNREACHABLE',
  // These two cannot come: redirects are answers here, and what is too long is cut.
  too_many_redirects: 'REDIRECTED',
  too_large: 'REFUSED',
};

/**
 * Sends a claimed delivery once and records what came of it. Whoever dies in between leaves it to be sent again with the
 * same `webhook-id`. No transaction is open meanwhile.
 */
export async function tryDelivery(deps: Deps, claimed: ClaimedDelivery): Promise<void> {
  const { deliveryId, leaseToken } = claimed;
  const at = deps.clock.now();
  const delivery = await deps.db.webhookDelivery.findFirst({
    where: { id: deliveryId, leaseToken },
    include: {
      endpoint: {
        include: {
          secrets: {
            where: { OR: [{ endsAt: null }, { endsAt: { gt: at } }] },
            orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          },
        },
      },
    },
  });
  if (!delivery) return;
  const { body, endpoint } = delivery;
  const signature = endpoint.secrets
    .map((row) => new Webhook(openSecret(deps.keyring, row)).sign(deliveryId, at, body))
    .join(' ');
  const startedMs = performance.now();
  const result = await send(deps, endpoint.url, body, {
    'webhook-id': deliveryId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signature,
  });
  const durationMs = Math.round(performance.now() - startedMs);
  await recordTry(deps, claimed, { ...result, startedAt: at, durationMs });
}

async function send(
  { config, clock }: Deps,
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<TryResult> {
  try {
    const { status, retryAfter, bytes } = await postOutside(
      url,
      {
        headers: { 'content-type': 'application/json', 'user-agent': 'Airdate-Webhooks', ...headers },
        body,
      },
      {
        trustedOrigins: config.allowPrivateWebhooks ? [new URL(url).origin] : [],
        maxBytes: ANSWER_BYTES,
        timeoutMs: config.limits.webhookAnswerMs,
      },
    );
    return {
      status,
      error: errorOf(status),
      retryAfterMs: parseRetryAfter(retryAfter, clock.now()),
      responseBody: storableText(bytes),
    };
  } catch (error) {
    if (!(error instanceof OutsideRequestError)) throw error;
    return { status: null, error: ERRORS[error.code], retryAfterMs: null, responseBody: '' };
  }
}

function errorOf(status: number): WebhookTryError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'REDIRECTED' : 'REFUSED';
}

/** Postgres takes no U+0000; what is no UTF-8 is shown as replaced. */
function storableText(bytes: Buffer): string {
  return bytes.toString('utf8').replaceAll('\u0000', '\ufffd');
}
