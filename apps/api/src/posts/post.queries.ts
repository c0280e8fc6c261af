import type { Post, Prisma, Tx } from '@airdate/db';
import { NotFoundError } from '../errors.ts';

/** @throws NotFoundError also for a post of another team */
export async function getPostInTeam(db: Tx, teamId: string, postId: string): Promise<Post> {
  const post = await db.post.findFirst({ where: { id: postId, teamId } });
  if (!post) throw new NotFoundError('post', ['postId']);
  return post;
}

export type PostsFilter = {
  status?: Post['status'][] | null;
  accountId?: string | null;
  publishAtFrom?: Date | null;
  publishAtTo?: Date | null;
};

/** Posts of a team; withdrawn ones only when asked for by status. */
export function postsOfTeam(teamId: string, filter: PostsFilter): Prisma.PostWhereInput {
  return {
    teamId,
    accountId: filter.accountId ?? undefined,
    status: filter.status?.length ? { in: filter.status } : { not: 'CANCELLED' },
    ...((filter.publishAtFrom || filter.publishAtTo) && {
      publishAt: { gte: filter.publishAtFrom ?? undefined, lt: filter.publishAtTo ?? undefined },
    }),
  };
}
