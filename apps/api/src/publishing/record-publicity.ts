import type { Post, Tx } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import type { EventType } from '../events/event-types.ts';

/** What TikTok says of one of the videos that a publish became. */
export type Publicity = {
  postId: string;
  tiktokPostId: string;
  isPublic: boolean;
  /** By TikTok's time, in whole seconds. */
  at: Date;
};

/**
 * Records that everybody can see a video again, or no longer. News come late and out of order, some before the publish is
 * said to be complete: the latest by TikTok's time counts, and a removal before a publication of the same second.
 *
 * @param latestPublication when TikTok last said that the video is public, read from what it told us; null for never
 */
export async function recordPublicity(
  deps: Deps,
  news: Publicity,
  latestPublication: (tx: Tx) => Promise<Date | null>,
): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    // Of a removal and a publication at the same moment, the second one sees what the first one wrote.
    await tx.$queryRaw`SELECT 1 FROM posts WHERE id = ${news.postId}::uuid FOR UPDATE`;
    const post = await tx.post.findUniqueOrThrow({ where: { id: news.postId } });
    if (news.isPublic) {
      if (post.removedAt === null || news.at <= post.removedAt) return;
      await tell(tx, deps, post, { removedAt: null, type: 'post.publicly_available', news });
      return;
    }
    if (post.removedAt !== null && news.at <= post.removedAt) return;
    const publicSince = await latestPublication(tx);
    if (publicSince !== null && publicSince > news.at) return;
    const isFirst = post.removedAt === null;
    if (isFirst) await tell(tx, deps, post, { removedAt: news.at, type: 'post.no_longer_public', news });
    else await tx.post.update({ where: { id: post.id }, data: { removedAt: news.at } });
  });
}

async function tell(
  tx: Tx,
  { clock }: Deps,
  { id, teamId, accountId }: Post,
  change: {
    removedAt: Date | null;
    type: EventType & ('post.publicly_available' | 'post.no_longer_public');
    news: Publicity;
  },
): Promise<void> {
  const { removedAt, type, news } = change;
  await tx.post.update({ where: { id }, data: { removedAt } });
  const data = { postIds: [news.tiktokPostId] };
  await appendEvent(tx, {
    ...{ teamId, accountId, postId: id, type, data },
    actor: { kind: 'tiktok' },
    at: clock.now(),
  });
}
