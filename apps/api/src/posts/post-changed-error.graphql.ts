import { builder } from '../graphql/builder.ts';
import { ErrorInterface } from '../graphql/error-types.ts';
import { signedIn } from '../graphql/request-context.ts';
import { PostRef } from './post.graphql.ts';
import { PostChangedError } from './post-changed-error.ts';

builder.objectType(PostChangedError, {
  name: 'PostChangedError',
  description:
    'The post is no longer what the caller saw, or somebody else moved it on first. Nothing was done.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    post: t.prismaField({
      type: PostRef,
      nullable: true,
      description:
        'The post as it is now, with the `contentHash` to send once somebody agreed to it; null if it is gone.',
      resolve: (query, { postId }, _args, ctx) =>
        ctx.deps.db.post.findFirst({ ...query, where: { id: postId, teamId: signedIn(ctx).viewer.teamId } }),
    }),
  }),
});
