import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { DELIVERED_STATUSES } from '../posts/post.ts';

/** TikTok says that a published post can no longer be seen by everybody. Saying it twice changes nothing. */
export async function recordNoLongerPublic(
  deps: Deps,
  postId: string,
  tiktokPostId: string,
  removedAt: Date,
): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    const [post] = await tx.post.updateManyAndReturn({
      where: { id: postId, removedAt: null, status: { in: DELIVERED_STATUSES } },
      data: { removedAt },
    });
    if (!post) return;
    await appendEvent(tx, {
      teamId: post.teamId,
      postId: post.id,
      accountId: post.accountId,
      actor: { kind: 'tiktok' },
      at: deps.clock.now(),
      type: 'post.no_longer_public',
      data: { postIds: [tiktokPostId] },
    });
  });
}
