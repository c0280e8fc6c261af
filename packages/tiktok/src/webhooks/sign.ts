import { createHmac } from 'node:crypto';

/** Where TikTok puts the signature of a webhook. Header names are case-insensitive; Node lower-cases them. */
export const TIKTOK_SIGNATURE_HEADER = 'TikTok-Signature';

/**
 * Signs a webhook body the way TikTok does: HMAC-SHA256 over `<t>.<raw body>` keyed with the app's client secret.
 *
 * @param input.secret the client secret of the app that the webhook belongs to
 * @param input.timestampSeconds Unix time in whole seconds
 * @param input.rawBody the exact bytes of the body; text is taken as UTF-8
 * @returns the value of the {@link TIKTOK_SIGNATURE_HEADER} header, `t=<seconds>,s=<lower-case hex>`
 * @see TikTok Webhooks, "Check the signature" (checked 2026-11)
 */
export function signWebhook(input: {
  secret: string;
  timestampSeconds: number;
  rawBody: Uint8Array | string;
}): string {
  const { secret, timestampSeconds, rawBody } = input;
  return `t=${timestampSeconds},s=${webhookDigest(secret, String(timestampSeconds), rawBody).toString('hex')}`;
}

/** The 32 raw bytes behind `s=`. The timestamp stays text, because its spelling is what was signed. */
export function webhookDigest(secret: string, timestamp: string, rawBody: Uint8Array | string): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
}
