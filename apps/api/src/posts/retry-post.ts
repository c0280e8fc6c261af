import type { Post } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { assertActionAvailable } from './assert-action-available.ts';
import { holdAsSeen } from './hold-as-seen.ts';
import { movePost } from './move-post.ts';
import { getPostInTeam } from './post.queries.ts';
import { NO_PROBLEM } from './post.ts';

export type RetryPostInput = {
  postId: string;
  /** `contentHash` of the post as the person saw it. */
  contentHash: string;
};

/**
 * Sends a failed or held post off again as it was agreed to: at its time when that is still to come, else now. Possible
 * only in statuses where TikTok or the attempt's row proves that nothing was published.
 *
 * @throws NotFoundError | ForbiddenError | ConflictError | PostChangedError
 * @throws QuotaExceededError while a cap of TikTok's lasts, or when the 24 hours around its time are full
 */
export async function retryPost(ctx: TeamContext, { postId, contentHash }: RetryPostInput): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const { deps, teamId, actor } = ctx;
  const post = await getPostInTeam(deps.db, teamId, postId);
  assertActionAvailable(post, 'RETRY');
  const at = deps.clock.now();
  const publishAt = post.publishAt && post.publishAt > at ? post.publishAt : at;
  await commitChange(ctx, async (tx) => {
    await holdAsSeen(tx, post, { contentHash, publishAt, now: at });
    await movePost(tx, post, {
      to: 'SCHEDULED',
      actor,
      at,
      set: { publishAt, ...NO_PROBLEM },
      event: { type: 'post.retried', data: { code: post.problemCode } },
    });
  });
  return getPostInTeam(deps.db, teamId, postId);
}
