import type { TikTokError, TikTokErrorCode } from '@airdate/tiktok';
import { ConflictError, TikTokRefusedError } from '../errors.ts';

/** No answer of TikTok's own arrived. */
const NO_ANSWER: ReadonlySet<TikTokErrorCode> = new Set(['network_error', 'timeout', 'gateway_error']);

/**
 * What a failed call means for the person who asked for it. The sentence is ours; TikTok's code and `log_id` go along.
 * `retryAt` is set for a ceiling whose window is known.
 */
export function toTikTokRefusal(error: TikTokError, now: Date): TikTokRefusedError {
  const { disposition, retryAfterMs } = error;
  return new TikTokRefusedError(NO_ANSWER.has(error.code) ? 'tiktok_unreachable' : 'tiktok_refused', {
    message: error.sentence,
    nextStep: error.nextStep,
    retryable: disposition === 'RETRY' || disposition === 'REFRESH' || disposition === 'WAIT',
    retryAt: retryAfterMs === undefined ? undefined : new Date(now.getTime() + retryAfterMs),
    tiktokCode: error.rawCode,
    logId: error.logId ?? undefined,
    cause: error,
  });
}

/** The grant is void: only the creator's new consent helps. */
export function needsReconnect(error?: TikTokError): ConflictError {
  return new ConflictError('account_needs_reconnect', {
    message: 'TikTok no longer accepts the connection of this account.',
    nextStep: 'Connect the account again.',
    tiktokCode: error?.rawCode,
    logId: error?.logId ?? undefined,
    cause: error,
  });
}
