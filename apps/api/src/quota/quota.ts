/** TikTok's limits on calls with one user's token: this many in any sliding 60 s ("Rate Limits", checked 2026-11). */
export const CALL_LIMITS = {
  creator_info: 20,
  video_init: 6,
  inbox_init: 6,
  content_init: 6,
  status: 30,
} as const;

export type CallBucket = keyof typeof CALL_LIMITS;

export const CALL_BUCKETS = Object.keys(CALL_LIMITS) as CallBucket[];

export const CALL_WINDOW_SECONDS = 60;
export const CALL_WINDOW_MS = CALL_WINDOW_SECONDS * 1000;

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
 */
export function callAllowance(limit: number, calledAt: readonly Date[], now: Date): CallAllowance {
  const inWindow = calledAt
    .map((at) => at.getTime())
    .filter((at) => at > now.getTime() - CALL_WINDOW_MS)
    .sort((a, b) => a - b);
  if (inWindow.length < limit) return { remaining: limit - inWindow.length, availableAt: null };
  const mustLeave = inWindow[inWindow.length - limit]!;
  return { remaining: 0, availableAt: new Date(mustLeave + CALL_WINDOW_MS) };
}

/** The caps that TikTok names when they are used up. */
export const CAP_CODES = [
  'spam_risk_too_many_posts',
  'spam_risk_too_many_pending_share',
  'reached_active_user_cap',
] as const;

export type CapCode = (typeof CAP_CODES)[number];

/** The one cap that is the app's, not a creator's. */
export const ACTIVE_CREATOR_CAP_CODE = 'reached_active_user_cap' satisfies CapCode;

const PENDING_SHARE_RETRY_MS = 3_600_000;

/**
 * When to try again after TikTok said that a cap is used up. It names no instant: a day is certain to do, and drafts
 * leave the inbox whenever the creator finishes one.
 */
export function capRetryAt(code: string, now: Date): Date {
  const waitMs = code === 'spam_risk_too_many_pending_share' ? PENDING_SHARE_RETRY_MS : DAY_MS;
  return new Date(now.getTime() + waitMs);
}
