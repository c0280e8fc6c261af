import type { Db } from '@airdate/db';
import type { SentPost } from '../quota/account-quota.ts';

/** What TikTok accepted from us since an instant for these creators, of all teams. */
export async function sentPosts(db: Db, grantIds: readonly string[], since: Date): Promise<SentPost[]> {
  const attempts = await db.publishAttempt.findMany({
    where: { ...acceptedSince(since), post: { account: { grantId: { in: [...new Set(grantIds)] } } } },
    select: {
      startedAt: true,
      outcome: true,
      post: { select: { mode: true, status: true, account: { select: { grantId: true } } } },
    },
  });
  return attempts.map(({ startedAt, outcome, post }) => ({
    grantId: post.account.grantId,
    mode: post.mode,
    sentAt: startedAt,
    failed: outcome === 'FAILED',
    published: post.status === 'PUBLISHED',
  }));
}

/** Creators for whom TikTok accepted a post of this app since an instant. */
export function countActiveCreators(db: Db, clientKey: string, since: Date): Promise<number> {
  const accepted = { some: { attempts: { some: acceptedSince(since) } } };
  return db.grant.count({ where: { clientKey, accounts: { some: { posts: accepted } } } });
}

/** TikTok named a `publishId`, so the attempt counts against its ceilings, whatever became of it. */
export function acceptedSince(since: Date) {
  return { publishId: { not: null }, startedAt: { gt: since } };
}

/** Accepted, and not refused after all. */
export function notRefusedSince(since: Date) {
  return { ...acceptedSince(since), OR: [{ outcome: null }, { outcome: { not: 'FAILED' as const } }] };
}
