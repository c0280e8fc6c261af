import { timingSafeEqual } from 'node:crypto';
import { webhookDigest } from './sign.ts';

export type WebhookRefusal =
  /** No header, or one without `t` and `s`. */
  | 'signature_missing'
  | 'signature_malformed'
  /** Signed with another secret, or the body was changed, or parsed and written again. */
  | 'signature_mismatch'
  /** Rightly signed, but longer ago than tolerated: a replay, or a retry that TikTok did not sign again. */
  | 'timestamp_stale'
  /** Rightly signed, but further in the future than tolerated. */
  | 'timestamp_in_future';

export type WebhookCheck =
  | { ok: true; timestampSeconds: number }
  | { ok: false; reason: WebhookRefusal; timestampSeconds: number | null };

export type VerifyWebhookInput = {
  /** The bytes as they arrived. */
  rawBody: Uint8Array | string;
  signatureHeader: string | null | undefined;
  /** The client secret of the app; several while one is rotated. */
  secret: string | readonly string[];
  now: Date;
  /** How far the timestamp may be from `now`, both ways. TikTok sets no figure. Default 300. */
  toleranceSeconds?: number;
};

/**
 * Whether a webhook is TikTok's, in constant time. The age is judged only after the signature, so `timestamp_stale`
 * means a genuine message.
 *
 * @throws RangeError for an empty secret, which anybody could sign with
 * @see TikTok Webhooks, "Check the signature" (checked 2026-11)
 */
export function verifyWebhook(input: VerifyWebhookInput): WebhookCheck {
  const { rawBody, signatureHeader, now, toleranceSeconds = 300 } = input;
  const secrets = typeof input.secret === 'string' ? [input.secret] : input.secret;
  if (secrets.length === 0 || secrets.includes('')) throw new RangeError('a webhook secret is empty');
  if (!signatureHeader) return { ok: false, reason: 'signature_missing', timestampSeconds: null };

  const { timestamp, digests } = parseHeader(signatureHeader);
  if (timestamp === null || digests.length === 0) {
    return { ok: false, reason: 'signature_malformed', timestampSeconds: null };
  }
  const timestampSeconds = Number(timestamp);
  const genuine = secrets
    .map((secret) => webhookDigest(secret, timestamp, rawBody))
    .some((expected) => digests.some((digest) => timingSafeEqual(digest, expected)));
  if (!genuine) return { ok: false, reason: 'signature_mismatch', timestampSeconds };

  const ageSeconds = now.getTime() / 1000 - timestampSeconds;
  if (ageSeconds > toleranceSeconds) return { ok: false, reason: 'timestamp_stale', timestampSeconds };
  if (ageSeconds < -toleranceSeconds) return { ok: false, reason: 'timestamp_in_future', timestampSeconds };
  return { ok: true, timestampSeconds };
}

function parseHeader(header: string): { timestamp: string | null; digests: Buffer[] } {
  let timestamp: string | null = null;
  const digests: Buffer[] = [];
  for (const part of header.split(',')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const value = part.slice(equals + 1).trim();
    if (name === 't' && /^\d{1,12}$/.test(value)) timestamp = value;
    if (name === 's' && /^[0-9a-f]{64}$/i.test(value)) digests.push(Buffer.from(value, 'hex'));
  }
  return { timestamp, digests };
}
