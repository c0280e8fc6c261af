import type { Post } from '@airdate/db';
import { requireRole, type TeamContext } from '../context.ts';
import { planPost } from './plan-post.ts';
import type { Declaration } from './posting-rules.ts';

export type PublishPostInput = { postId: string; agreedTo: Declaration[] };

/**
 * Agrees to a draft and hands it to the workers at once.
 *
 * @throws NotFoundError | ForbiddenError | ValidationError | ConflictError | QuotaExceededError | TikTokRefusedError
 */
export async function publishPost(ctx: TeamContext, { postId, agreedTo }: PublishPostInput): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  return planPost(ctx, postId, 'PUBLISH', agreedTo, { publishAt: ctx.deps.clock.now(), local: null });
}
