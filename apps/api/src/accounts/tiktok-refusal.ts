import type { TikTokError, TikTokErrorCode } from '@airdate/tiktok';
import { ConflictError, TikTokRefusedError } from '../errors.ts';

/** No answer of TikTok's own arrived. */
const NO_ANSWER: ReadonlySet<TikTokErrorCode> = new Set(['network_error', 'timeout', 'gateway_error']);

/**
 * What a failed call means for the person who asked for it. The sentence is ours; TikTok's code and `log_id` go along.
 * `retryAt` is set for a ceiling whose window is known.
 */
export function toTikTokRefusal(error: TikTokError, now: Date): TikTokRefusedError {
  const { retryAfterMs } = error;
  return new TikTokRefusedError(NO_ANSWER.has(error.code) ? 'tiktok_unreachable' : 'tiktok_refused', {
    nextStep: error.nextStep,
    retryAt: retryAfterMs === undefined ? undefined : new Date(now.getTime() + retryAfterMs),
    ...causedBy(error),
  });
}

/** The grant is void: only the creator's new consent helps. */
export function needsReconnect(error?: TikTokError): ConflictError {
  return new ConflictError('account_needs_reconnect', error && causedBy(error));
}

/** The creator did not grant what the call needs. */
export function scopeMissing(error: TikTokError): ConflictError {
  return new ConflictError('scope_missing', causedBy(error));
}

function causedBy(error: TikTokError) {
  return { tiktokCode: error.rawCode, logId: error.logId ?? undefined, cause: error };
}
