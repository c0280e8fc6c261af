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
  const { newIds, isEnd } = publicIdNews(post, postIds, at);
  if (newIds.length === 0 && isEnd) {
    await tx.post.update({ where: { id: post.id }, data: { nextCheckAt: null } });
  }
  for (const postId of newIds) {
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

/**
 * What TikTok's list of public ids says that was not known.
 *
 * @returns `isEnd`: whether nothing more is to be expected, so that nobody has to ask again
 */
export function publicIdNews(
  post: PostToPublish,
  postIds: string[],
  at: Date,
): { newIds: string[]; isEnd: boolean } {
  const newIds = [...new Set(postIds)].filter((id) => !post.tiktokPostIds.includes(id));
  const willNeverBePublic = post.mode === 'DIRECT' && post.privacyLevel !== 'PUBLIC_TO_EVERYONE';
  const waitedLong =
    post.publishedAt !== null && at.getTime() - post.publishedAt.getTime() > PUBLIC_ID_EXPECTED_MS;
  const isKnown = newIds.length > 0 || post.tiktokPostIds.length > 0;
  return { newIds, isEnd: isKnown || willNeverBePublic || waitedLong };
}
