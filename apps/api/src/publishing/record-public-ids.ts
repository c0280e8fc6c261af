import type { Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import type { PostToPublish } from './publish-run.ts';

/** Moderation can take hours; after this only a webhook brings the id. */
const PUBLIC_ID_EXPECTED_MS = 24 * 3_600_000;

/**
 * Adds the ids under which a published post is public. It gets them after moderation, or never when it is not public; an
 * inbox draft can get several. An id that is known already changes nothing.
 *
 * @param postIds 19 digits each
 */
export async function recordPublicIds(
  deps: Deps,
  tx: Tx,
  post: PostToPublish,
  postIds: string[],
): Promise<void> {
  const at = deps.clock.now();
  const known = new Set(post.tiktokPostIds);
  const news = postIds.filter((id) => !known.has(id));
  if (news.length === 0) {
    const willNeverBePublic = post.mode === 'DIRECT' && post.privacyLevel !== 'PUBLIC_TO_EVERYONE';
    const waitedLong =
      post.publishedAt !== null && at.getTime() - post.publishedAt.getTime() > PUBLIC_ID_EXPECTED_MS;
    if (willNeverBePublic || waitedLong || known.size > 0) {
      await tx.post.update({ where: { id: post.id }, data: { nextCheckAt: null } });
    }
    return;
  }
  for (const postId of news) {
    const { count } = await tx.post.updateMany({
      where: { id: post.id, NOT: { tiktokPostIds: { has: postId } } },
      data: {
        tiktokPostIds: { push: postId },
        publiclyAvailableAt: post.publiclyAvailableAt ?? at,
        nextCheckAt: null,
      },
    });
    // Another check already recorded this id.
    if (count === 0) continue;
    await appendEvent(tx, {
      teamId: post.teamId,
      postId: post.id,
      accountId: post.accountId,
      actor: { kind: 'tiktok' },
      at,
      type: 'post.publicly_available',
      data: { postIds: [postId] },
    });
  }
}
