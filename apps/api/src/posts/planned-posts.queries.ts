import type { Post, PostMode, Prisma, Tx } from '@airdate/db';
import { DAY_MS } from '../quota/quota.ts';
import { PLANNED_STATUSES, UNSENT_STATUSES } from './post.ts';
import { acceptedSince } from './sent-posts.queries.ts';

/** Posts that wait to go out after an instant. */
export function plannedAfter(now: Date): Prisma.PostWhereInput {
  return { status: { in: PLANNED_STATUSES }, publishAt: { gt: now } };
}

/**
 * The instants at which a creator's posts count against the 24 hours around a time: what TikTok accepted and what is
 * planned, in all teams.
 *
 * @param plan.exceptPostIds the posts themselves, when they are planned already
 */
export async function instantsAround(
  db: Tx,
  plan: { grantId: string; mode: PostMode; at: Date; exceptPostIds?: string[] },
): Promise<Date[]> {
  const { grantId, mode, at, exceptPostIds = [] } = plan;
  const since = new Date(at.getTime() - DAY_MS);
  const posts = { mode, account: { grantId } } as const;
  const [sent, unsent] = await Promise.all([
    db.publishAttempt.findMany({
      where: { ...acceptedSince(since), post: posts },
      select: { startedAt: true },
    }),
    db.post.findMany({
      where: {
        ...posts,
        id: { notIn: exceptPostIds },
        status: { in: UNSENT_STATUSES },
        OR: [{ publishAt: { gt: since } }, { problemRetryAt: { gt: since } }],
        // One that is being sent is among the attempts.
        NOT: { attempts: { some: { publishId: { not: null }, outcome: null } } },
      },
      select: { publishAt: true, problemRetryAt: true },
    }),
  ]);
  return [...sent.map(({ startedAt }) => startedAt), ...unsent.flatMap((post) => goesOutAt(post) ?? [])];
}

/** A held post goes on at the end of a cap's window, any other at its time. */
function goesOutAt({ publishAt, problemRetryAt }: Pick<Post, 'publishAt' | 'problemRetryAt'>): Date | null {
  return problemRetryAt ?? publishAt;
}
