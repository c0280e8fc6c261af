import {
  MalformedWebhookError,
  parseWebhookEvent,
  verifyWebhook,
  type WebhookRefusal,
} from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import { storeWebhookEvent } from './store-webhook-event.ts';

export type WebhookReceipt =
  | { kind: 'stored' }
  /** A repeated delivery; TikTok's own way. */
  | { kind: 'repeated' }
  | { kind: 'refused'; reason: WebhookRefusal | 'malformed' | 'other_app' };

/** TikTok may re-send for 72 hours and does not say whether it signs again, so age alone is no reason to refuse. */
const TOLERANCE_SECONDS = 73 * 3600;

/**
 * Takes a webhook in: checks the signature over the bytes as they came, stores the event once and leaves the acting to a
 * job, so that TikTok has its answer at once.
 */
export async function receiveTikTokWebhook(
  deps: Deps,
  rawBody: Buffer,
  signatureHeader: string | undefined,
): Promise<WebhookReceipt> {
  const { clientKey, clientSecret } = deps.config.tiktok;
  const check = verifyWebhook({
    rawBody,
    signatureHeader,
    secret: clientSecret,
    now: deps.clock.now(),
    toleranceSeconds: TOLERANCE_SECONDS,
  });
  if (!check.ok) return { kind: 'refused', reason: check.reason };

  const event = parse(rawBody);
  if (!event) return { kind: 'refused', reason: 'malformed' };
  if (event.clientKey !== clientKey) return { kind: 'refused', reason: 'other_app' };

  const kind = await storeWebhookEvent(deps, {
    dedupeKey: event.dedupeKey,
    event: event.rawEvent,
    openId: event.openId,
    publishId: 'publishId' in event ? event.publishId : null,
    rawBody: rawBody.toString('utf8'),
    receivedAt: deps.clock.now(),
  });
  return { kind };
}

function parse(rawBody: Buffer) {
  try {
    return parseWebhookEvent(rawBody);
  } catch (error) {
    if (error instanceof MalformedWebhookError) return null;
    throw error;
  }
}
