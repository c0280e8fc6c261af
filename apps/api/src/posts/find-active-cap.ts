import type { CapObservation, PostMode, Tx } from '@airdate/db';
import type { TikTokErrorCode } from '@airdate/tiktok';
import { gatherByDb } from '../gather.ts';
import { ACTIVE_CREATOR_CAP_CODE, DIRECT_POST_CAP_CODE } from '../quota/quota.ts';
import { notRefusedSince } from './sent-posts.queries.ts';

/** A cap that TikTok named and that is not over. */
export type ActiveCap = { code: string; until: Date };

/** Which caps stand in the way of which posts. */
const CAP_CODES: Record<PostMode, TikTokErrorCode[]> = {
  DIRECT: [DIRECT_POST_CAP_CODE, ACTIVE_CREATOR_CAP_CODE],
  INBOX: ['spam_risk_too_many_pending_share', ACTIVE_CREATOR_CAP_CODE],
};

type Asked = { grantId: string; mode: PostMode; at: Date };

/**
 * The cap that TikTok would refuse a post with, so that nobody has to ask. A post that TikTok took after it named the cap
 * shows that it is over.
 */
export async function findActiveCap(db: Tx, asked: Asked): Promise<ActiveCap | null> {
  const cap = await readNewest(db, asked);
  if (!cap) return null;
  const { grantId, mode } = asked;
  const later = await db.publishAttempt.findFirst({
    where: { ...notRefusedSince(cap.observedAt), post: { mode, account: { grantId } } },
    select: { id: true },
  });
  return later ? null : { code: cap.code, until: cap.retryAt };
}

const readNewest = gatherByDb(async (db, all: Asked[]): Promise<(CapObservation | undefined)[]> => {
  const earliest = new Date(Math.min(...all.map(({ at }) => at.getTime())));
  const caps = await db.capObservation.findMany({
    where: { grantId: { in: all.map(({ grantId }) => grantId) }, retryAt: { gt: earliest } },
    orderBy: { observedAt: 'desc' },
  });
  return all.map(({ grantId, mode, at }) =>
    caps.find(
      (cap) =>
        cap.grantId === grantId && cap.retryAt > at && (CAP_CODES[mode] as string[]).includes(cap.code),
    ),
  );
});
