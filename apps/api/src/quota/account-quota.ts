import type { CapObservation, PostMode } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { type CallLimit, countCalls } from './count-calls.ts';
import { learntDirectPostCaps } from './learnt-cap.ts';
import { DIRECT_POST_CAP } from './quota.ts';

/** What one creator has used of TikTok's ceilings, as far as we know. */
export type AccountQuota = {
  /** How many direct posts TikTok allows in 24 hours: learnt from its refusals, else about what it says. */
  directPostCap: number;
  /** Direct posts that TikTok accepted from us in the last 24 hours, of all teams. */
  directPosts: number;
  /** Inbox uploads of the last 24 hours that the creator has not finished. */
  pendingInboxShares: number;
  /** The cap that TikTok named last; null once it is over or a later post got through. */
  cap: { code: string; until: Date } | null;
  callLimits: CallLimit[];
};

/** A post that TikTok accepted from us. */
export type SentPost = {
  grantId: string;
  mode: PostMode;
  sentAt: Date;
  /** Whether TikTok refused it after all. */
  failed: boolean;
  published: boolean;
};

/**
 * The quota of several creators in two statements.
 *
 * @param sent every post of theirs that TikTok accepted in the last 24 hours, of all teams
 * @returns one entry for each grant id
 */
export async function accountQuotas(
  deps: Pick<Deps, 'db' | 'clock'>,
  grantIds: readonly string[],
  sent: readonly SentPost[],
): Promise<Map<string, AccountQuota>> {
  const { db, clock } = deps;
  const now = clock.now();
  const ids = [...new Set(grantIds)];
  const [callLimitsOf, learntCaps, caps] = await Promise.all([
    countCalls(deps, ids),
    learntDirectPostCaps(db, ids, now),
    db.capObservation.findMany({
      where: { grantId: { in: ids }, retryAt: { gt: now } },
      orderBy: { retryAt: 'desc' },
    }),
  ]);

  const sentBy = Map.groupBy(sent, ({ grantId }) => grantId);
  const capsOf = Map.groupBy(caps, ({ grantId }) => grantId);
  return new Map(
    ids.map((id) => {
      const own = sentBy.get(id) ?? [];
      const quota = {
        directPostCap: learntCaps.get(id) ?? DIRECT_POST_CAP,
        directPosts: own.filter(({ mode }) => mode === 'DIRECT').length,
        pendingInboxShares: own.filter(isPendingShare).length,
        cap: lastingCap(capsOf.get(id) ?? [], own),
        callLimits: callLimitsOf(id),
      };
      return [id, quota];
    }),
  );
}

function isPendingShare({ mode, published, failed }: SentPost): boolean {
  return mode === 'INBOX' && !published && !failed;
}

/** A post that TikTok took after it named a cap shows that the cap is over. */
function lastingCap(caps: CapObservation[], sent: SentPost[]): AccountQuota['cap'] {
  const lasting = caps.find((cap) => {
    const mode = cap.code === 'spam_risk_too_many_pending_share' ? 'INBOX' : 'DIRECT';
    return !sent.some((post) => post.mode === mode && post.sentAt > cap.observedAt);
  });
  return lasting ? { code: lasting.code, until: lasting.retryAt } : null;
}
