import type { CapObservation, PostMode } from '@airdate/db';
import type { Deps } from '../deps.ts';
import {
  CALL_BUCKETS,
  CALL_LIMITS,
  CALL_WINDOW_MS,
  type CallAllowance,
  type CallBucket,
  callAllowance,
  DAY_MS,
} from './quota.ts';

/** What one creator has used of TikTok's ceilings, as far as we know. */
export type AccountQuota = {
  /** Direct posts that TikTok accepted from us in the last 24 hours, of all teams. */
  directPosts: number;
  /** Inbox uploads of the last 24 hours that the creator has not finished. */
  pendingInboxShares: number;
  /** The cap that TikTok named last; null once it is over or a later post got through. */
  cap: { code: string; until: Date } | null;
  callLimits: ({ bucket: CallBucket; limit: number } & CallAllowance)[];
};

type Attempt = {
  startedAt: Date;
  outcome: string | null;
  post: { mode: PostMode; status: string; account: { grantId: string } };
};

/**
 * The quota of several creators in three statements.
 *
 * @returns one entry for each grant id
 */
export async function accountQuotas(
  deps: Pick<Deps, 'db' | 'clock'>,
  grantIds: readonly string[],
): Promise<Map<string, AccountQuota>> {
  const { db, clock } = deps;
  const now = clock.now();
  const ids = [...new Set(grantIds)];
  const [attempts, calls, caps] = await Promise.all([
    db.publishAttempt.findMany({
      where: {
        publishId: { not: null },
        startedAt: { gt: new Date(now.getTime() - DAY_MS) },
        post: { account: { grantId: { in: ids } } },
      },
      select: {
        startedAt: true,
        outcome: true,
        post: { select: { mode: true, status: true, account: { select: { grantId: true } } } },
      },
    }),
    db.tikTokCall.findMany({
      where: { grantId: { in: ids }, calledAt: { gt: new Date(now.getTime() - CALL_WINDOW_MS) } },
    }),
    db.capObservation.findMany({
      where: { grantId: { in: ids }, retryAt: { gt: now } },
      orderBy: { retryAt: 'desc' },
    }),
  ]);

  const attemptsOf = Map.groupBy(attempts, ({ post }) => post.account.grantId);
  const callsOf = Map.groupBy(calls, ({ grantId, bucket }) => `${grantId} ${bucket}`);
  const capsOf = Map.groupBy(caps, ({ grantId }) => grantId);
  return new Map(
    ids.map((id) => {
      const own = attemptsOf.get(id) ?? [];
      const quota = {
        directPosts: own.filter(({ post }) => post.mode === 'DIRECT').length,
        pendingInboxShares: own.filter(isPendingShare).length,
        cap: lastingCap(capsOf.get(id) ?? [], own),
        callLimits: CALL_BUCKETS.map((bucket) => {
          const limit = CALL_LIMITS[bucket];
          const calledAt = (callsOf.get(`${id} ${bucket}`) ?? []).map((call) => call.calledAt);
          return { bucket, limit, ...callAllowance(limit, calledAt, now) };
        }),
      };
      return [id, quota];
    }),
  );
}

function isPendingShare({ post, outcome }: Attempt): boolean {
  return post.mode === 'INBOX' && post.status !== 'PUBLISHED' && outcome !== 'FAILED';
}

/** A post that TikTok took after it named a cap shows that the cap is over. */
function lastingCap(caps: CapObservation[], attempts: Attempt[]): AccountQuota['cap'] {
  const lasting = caps.find((cap) => {
    const mode = cap.code === 'spam_risk_too_many_pending_share' ? 'INBOX' : 'DIRECT';
    return !attempts.some(({ post, startedAt }) => post.mode === mode && startedAt > cap.observedAt);
  });
  return lasting ? { code: lasting.code, until: lasting.retryAt } : null;
}
