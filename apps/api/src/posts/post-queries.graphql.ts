import { type Post, PostStatus, readSelected } from '@airdate/db';
import { optionalRowId, uuidOrNil } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { MOST_COUNTED } from '../graphql/most-counted.ts';
import { OrderDirectionRef } from '../graphql/order-direction.ts';
import { signedIn } from '../graphql/request-context.ts';
import { type PostsOrder, pageOfPosts } from './page-of-posts.ts';
import { type PostsFilter, postsOfTeam } from './post.queries.ts';

const PostsFilterRef = builder.inputType('PostsFilter', {
  description: 'Only posts for which all of this holds.',
  fields: (t) => ({
    status: t.field({ type: [PostStatus], description: 'Without it, all but cancelled posts.' }),
    accountId: t.id({ description: 'Posts of this account.' }),
    publishAtFrom: t.field({ type: 'DateTime', description: 'Posts that go out at this instant or later.' }),
    publishAtTo: t.field({ type: 'DateTime', description: 'Posts that go out before this instant.' }),
  }),
});

const PostOrderFieldRef = builder.enumType('PostOrderField', {
  description: 'By what a list of posts is ordered.',
  values: {
    CREATED_AT: { value: 'createdAt', description: 'When the post was written.' },
    PUBLISH_AT: {
      value: 'publishAt',
      description: 'When the post goes out, or was to go out. Posts without a time are left out.',
    },
  } as const,
});

const PostOrderRef = builder.inputType('PostOrder', {
  description: 'In which order posts are listed; those of the same instant by their ids.',
  fields: (t) => ({
    field: t.field({ type: PostOrderFieldRef, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirectionRef, required: true, description: 'Which way.' }),
  }),
});

type PostsFilterInput = typeof PostsFilterRef.$inferInput;
type PostOrderInput = typeof PostOrderRef.$inferInput;

/** The filter with row ids instead of global ids. */
function postsFilter(filter: PostsFilterInput | null | undefined) {
  return { ...filter, accountId: optionalRowId('Account', filter?.accountId) };
}

function postsOrder(orderBy: PostOrderInput | null | undefined, filter: PostsFilter): PostsOrder {
  if (orderBy) return { by: orderBy.field, direction: orderBy.direction };
  const isRange = filter.publishAtFrom || filter.publishAtTo;
  return isRange ? { by: 'publishAt', direction: 'asc' } : { by: 'createdAt', direction: 'desc' };
}

builder.queryField('posts', (t) =>
  t.prismaConnection(
    {
      type: 'Post',
      cursor: 'id',
      totalCount: (_root, { filter }, ctx) =>
        ctx.deps.db.post.count({
          take: MOST_COUNTED,
          where: postsOfTeam(signedIn(ctx).viewer.teamId, postsFilter(filter)),
        }),
      description: 'The posts of the team, in the order that is asked for.',
      args: {
        filter: t.arg({ type: PostsFilterRef, description: 'Without it, all but cancelled posts.' }),
        orderBy: t.arg({
          type: PostOrderRef,
          description:
            'Without it newest first; with `publishAtFrom` or `publishAtTo`, in the order in which they go out.',
        }),
      },
      resolve: async (query, _root, { filter: asked, orderBy }, ctx) => {
        const { db, acrossTeams } = ctx.deps;
        const { teamId } = signedIn(ctx).viewer;
        const filter = postsFilter(asked);
        // Copied whole: the plugin warns of a query of which nobody took the selection.
        const { cursor, skip, take, ...selection } = { ...query };
        const from = cursor ? uuidOrNil(String(cursor.id)) : null;
        const order = postsOrder(orderBy, filter);
        const page = pageOfPosts({ teamId, filter, order, from, take });
        const { select } = selection as { select?: object };
        const read =
          select &&
          (await readSelected<Post>(acrossTeams.db, teamId, { model: 'Post', page, select: { ...select } }));
        if (read) return read;
        const ids = (await acrossTeams.db.$queryRaw<{ id: string }[]>(page)).map(({ id }) => id);
        // The rows themselves are read behind the wall between teams.
        const posts = await db.post.findMany({ ...selection, where: { id: { in: ids }, teamId } });
        return posts.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
      },
    },
    { name: 'PostConnection' },
    { name: 'PostEdge' },
  ),
);
