import type { Post } from '@airdate/db';
import { requireRole, type TeamContext } from '../context.ts';
import type { Agreement } from './consent.ts';
import { planPost } from './plan-post.ts';

export type PublishPostInput = { postId: string } & Agreement;

/**
 * Agrees to a draft and hands it to the workers at once.
 *
 * @throws NotFoundError | ForbiddenError | ValidationError | ConflictError | PostChangedError | QuotaExceededError | TikTokRefusedError
 */
export async function publishPost(
  ctx: TeamContext,
  { postId, ...agreement }: PublishPostInput,
): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  return planPost(ctx, postId, 'PUBLISH', agreement, async (_tx, { now }) => ({
    publishAt: now,
    local: null,
  }));
}
