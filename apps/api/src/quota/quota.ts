import { ENDPOINTS, type EndpointName, type TikTokErrorCode } from '@airdate/tiktok';

/** The endpoints of TikTok's whose calls are rationed so tightly that we count them, by the client's names. */
export const CALL_BUCKETS = [
  'creator_info.query',
  'video.init',
  'inbox.video.init',
  'content.init',
  'status.fetch',
] as const satisfies EndpointName[];

export type CallBucket = (typeof CALL_BUCKETS)[number];

/** For the client: one reserved call is one request, and whoever repeats it reserves again. */
export const ONE_REQUEST_PER_CALL = { leaveToCaller: CALL_BUCKETS } as const;

/** @returns how many calls TikTok allows with one user's token in any sliding 60 s */
export function callLimit(bucket: CallBucket): number {
  return ENDPOINTS[bucket].callsPerMinute;
}

export const CALL_WINDOW_SECONDS = 60;
/**
 * How long a call counts. TikTok counts calls as they arrive, and the next may travel up to a second faster than this one
 * did.
 */
export const CALL_HELD_MS = CALL_WINDOW_SECONDS * 1000 + 1000;

export const DAY_MS = 86_400_000;

/**
 * About how many direct posts TikTok takes from one creator in 24 hours, from all apps together; it varies by creator
 * ("Content Sharing Guidelines", checked 2026-11).
 */
export const DIRECT_POST_CAP = 15;

/** Inbox uploads of one creator that may wait at a time, per 24 hours ("Upload", checked 2026-11). */
export const PENDING_INBOX_SHARE_CAP = 5;

/** Creators who may post within 24 hours through an app without the audit ("Content Sharing Guidelines", checked 2026-11). */
export const UNAUDITED_ACTIVE_CREATOR_CAP = 5;

export type CallAllowance = {
  remaining: number;
  /** When the next call is possible; null when one is possible now. */
  availableAt: Date | null;
};

/**
 * What is left of a limit.
 *
 * @param calledAt when the calls were made, in any order; those that left the window are ignored
 * @param pausedUntil before this instant nobody calls, because TikTok said so; null when it did not
 */
export function callAllowance(
  limit: number,
  calledAt: readonly Date[],
  now: Date,
  pausedUntil: Date | null = null,
): CallAllowance {
  const inWindow = calledAt
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - CALL_HELD_MS)
    .sort((a, b) => a - b);
  const pauseEnd = pausedUntil && pausedUntil > now ? pausedUntil.getTime() : 0;
  const mustLeave = inWindow[inWindow.length - limit];
  const availableAt = Math.max(pauseEnd, mustLeave === undefined ? 0 : mustLeave + CALL_HELD_MS);
  if (availableAt > 0) return { remaining: 0, availableAt: new Date(availableAt) };
  return { remaining: limit - inWindow.length, availableAt: null };
}

/** The cap on a creator's direct posts. */
export const DIRECT_POST_CAP_CODE = 'spam_risk_too_many_posts' satisfies TikTokErrorCode;

/** The one cap that is the app's, not a creator's. */
export const ACTIVE_CREATOR_CAP_CODE = 'reached_active_user_cap' satisfies TikTokErrorCode;
