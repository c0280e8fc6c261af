import type { Post } from '@airdate/db';
import { commitChange, requireRole, type TeamContext } from '../context.ts';
import { movePost } from './move-post.ts';
import { getPostInTeam } from './post.queries.ts';

/**
 * Withdraws a post that has not gone out. Once a worker has taken it up it can no longer be withdrawn.
 *
 * @throws NotFoundError | ForbiddenError | ConflictError
 */
export async function cancelPost(ctx: TeamContext, { postId }: { postId: string }): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  const { deps, teamId, actor } = ctx;
  const post = await getPostInTeam(deps.db, teamId, postId);
  await commitChange(ctx, (tx) =>
    movePost(tx, post, {
      to: 'CANCELLED',
      actor,
      at: deps.clock.now(),
      event: { type: 'post.cancelled', data: { from: post.status } },
    }),
  );
  return getPostInTeam(deps.db, teamId, postId);
}
