import { type Post, PostStatus, type Prisma, type Tx } from '@airdate/db';
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

/** The statuses that a list shows: withdrawn posts only when they are asked for. */
export function listedStatuses({ status }: PostsFilter): PostStatus[] {
  return status?.length
    ? [...new Set(status)]
    : Object.values(PostStatus).filter((each) => each !== 'CANCELLED');
}

/** What a list of a team's posts holds. */
export function postsOfTeam(teamId: string, filter: PostsFilter): Prisma.PostWhereInput {
  return {
    teamId,
    accountId: filter.accountId ?? undefined,
    status: { in: listedStatuses(filter) },
    ...((filter.publishAtFrom || filter.publishAtTo) && {
      publishAt: { gte: filter.publishAtFrom ?? undefined, lt: filter.publishAtTo ?? undefined },
    }),
  };
}
