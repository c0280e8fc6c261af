import { PostStatus } from '@airdate/db';
import { optionalRowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { readPage } from '../graphql/read-page.ts';
import { signedIn } from '../graphql/request-context.ts';
import { postsOfTeam } from './post.queries.ts';

const PostsFilterRef = builder.inputType('PostsFilter', {
  fields: (t) => ({
    status: t.field({ type: [PostStatus], description: 'Without it, all but cancelled posts.' }),
    accountId: t.id(),
    publishAtFrom: t.field({ type: 'DateTime', description: 'Inclusive.' }),
    publishAtTo: t.field({ type: 'DateTime', description: 'Exclusive.' }),
  }),
});

type PostsFilterInput = typeof PostsFilterRef.$inferInput;

/** The filter with row ids instead of global ids. */
function postsFilter(filter: PostsFilterInput | null | undefined) {
  return { ...filter, accountId: optionalRowId('Account', filter?.accountId, ['filter', 'accountId']) };
}

builder.queryField('posts', (t) =>
  t.prismaConnection(
    {
      type: 'Post',
      cursor: 'id',
      totalCount: (_root, { filter }, ctx) =>
        ctx.deps.db.post.count({ where: postsOfTeam(signedIn(ctx).viewer.teamId, postsFilter(filter)) }),
      description: 'Newest first; within a time range, in the order in which they are published.',
      args: { filter: t.arg({ type: PostsFilterRef }) },
      resolve: (query, _root, { filter }, ctx) => {
        const { post } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        const where = postsOfTeam(teamId, postsFilter(filter));
        const inPlan = filter?.publishAtFrom || filter?.publishAtTo;
        return readPage(
          query,
          (id) => post.count({ where: { id, teamId } }),
          () =>
            post.findMany({
              ...query,
              where,
              orderBy: inPlan
                ? [{ publishAt: 'asc' }, { id: 'asc' }]
                : [{ createdAt: 'desc' }, { id: 'desc' }],
            }),
        );
      },
    },
    { name: 'PostConnection' },
    { name: 'PostEdge' },
  ),
);
