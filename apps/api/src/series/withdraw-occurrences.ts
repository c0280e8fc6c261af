import type { Post, Tx } from '@airdate/db';
import type { Actor } from '../context.ts';
import { appendEvents } from '../events/append-events.ts';
import { PLANNED_STATUSES } from '../posts/post.ts';
import type { PlannedSeries } from './series.queries.ts';

type Withdrawn = {
  /** Which of them. */
  which(post: Pick<Post, 'publishAt' | 'occurrenceLocalTime'>): boolean;
  actor: Actor;
  at: Date;
};

/**
 * Withdraws the planned posts of a series, so that the same occurrences can be planned anew. A post that somebody changed or agreed
 * to on its own since the series began stands on its own, and stays.
 */
export async function withdrawOccurrences(
  tx: Tx,
  { id: seriesId, agreedAt }: PlannedSeries,
  { which, actor, at }: Withdrawn,
): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM posts WHERE series_id = ${seriesId}::uuid AND occurrence_local_time IS NOT NULL ORDER BY id FOR NO KEY UPDATE`;
  const planned = await tx.post.findMany({
    where: {
      seriesId,
      occurrenceLocalTime: { not: null },
      status: { in: PLANNED_STATUSES },
      publishAt: { gt: at },
      consents: { none: { createdAt: { gt: agreedAt } } },
    },
  });
  const posts = planned.filter(which);
  await tx.post.updateMany({
    where: { id: { in: posts.map(({ id }) => id) } },
    data: { status: 'CANCELLED', occurrenceLocalTime: null },
  });
  await appendEvents(
    tx,
    actor,
    posts.map(({ id, teamId, accountId, status }) => ({
      ...{ teamId, accountId, postId: id, at },
      type: 'post.cancelled',
      data: { from: status },
    })),
  );
}
