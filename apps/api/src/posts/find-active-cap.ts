import type { PostMode, Tx } from '@airdate/db';
import type { TikTokErrorCode } from '@airdate/tiktok';
import { ACTIVE_CREATOR_CAP_CODE, DIRECT_POST_CAP_CODE } from '../quota/quota.ts';
import { notRefusedSince } from './sent-posts.queries.ts';

/** A cap that TikTok named and that is not over. */
export type ActiveCap = { code: string; until: Date };

/** Which caps stand in the way of which posts. */
const CAP_CODES: Record<PostMode, TikTokErrorCode[]> = {
  DIRECT: [DIRECT_POST_CAP_CODE, ACTIVE_CREATOR_CAP_CODE],
  INBOX: ['spam_risk_too_many_pending_share', ACTIVE_CREATOR_CAP_CODE],
};

/**
 * The cap that TikTok would refuse a post with, so that nobody has to ask. A post that TikTok took after it named the cap
 * shows that it is over.
 */
export async function findActiveCap(
  db: Tx,
  { grantId, mode, at }: { grantId: string; mode: PostMode; at: Date },
): Promise<ActiveCap | null> {
  const cap = await db.capObservation.findFirst({
    where: { grantId, code: { in: CAP_CODES[mode] }, retryAt: { gt: at } },
    orderBy: { observedAt: 'desc' },
  });
  if (!cap) return null;
  const later = await db.publishAttempt.findFirst({
    where: { ...notRefusedSince(cap.observedAt), post: { mode, account: { grantId } } },
    select: { id: true },
  });
  return later ? null : { code: cap.code, until: cap.retryAt };
}
