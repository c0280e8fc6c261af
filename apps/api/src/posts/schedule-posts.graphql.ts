import { ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { teamContext } from '../graphql/request-context.ts';
import type { PlannedTime } from './choose-times.ts';
import { PostRef } from './post.graphql.ts';
import { PLAN_ERRORS, PostAgreementInput } from './post-mutations.graphql.ts';
import { type PostPlan, type PostPlans, schedulePosts } from './schedule-posts.ts';
import { MAX_POSTS_AT_ONCE } from './schedule-posts-input.ts';

const SpreadInput = builder.inputType('SpreadInput', {
  description: 'A span on the wall clock of a zone, both ends included.',
  fields: (t) => ({
    from: t.field({ type: 'LocalDateTime', required: true, description: 'When the first post goes out.' }),
    to: t.field({
      type: 'LocalDateTime',
      required: true,
      description: 'When the last one does; at least a minute after `from` for each post after the first.',
    }),
    timeZone: t.field({
      type: 'TimeZone',
      required: true,
      description: 'In which `from` and `to` are meant.',
    }),
  }),
});

const SchedulePostsInput = builder.inputType('SchedulePostsInput', {
  description: 'The posts, and how their times are found.',
  fields: (t) => ({
    posts: t.field({
      type: [PostAgreementInput],
      required: true,
      description: `1 to ${MAX_POSTS_AT_ONCE}; each account has its posts in this order.`,
    }),
    spread: t.field({
      type: SpreadInput,
      description: 'Spreads the posts of each account evenly over it. Without it, the next free slots.',
    }),
    allOrNothing: t.boolean({
      description: 'Plan none when one of them cannot be planned. Without it, the others are planned.',
    }),
    dryRun: t.boolean({ description: 'Say what would become of each post, and change nothing.' }),
  }),
});

const PlannedTimeRef = builder.objectRef<PlannedTime>('PlannedTime').implement({
  description: 'When a post goes out.',
  fields: (t) => ({
    publishAt: t.expose('publishAt', { type: 'DateTime', description: 'The instant of it.' }),
    localTime: t.expose('localTime', { type: 'LocalDateTime', description: 'The same in `timeZone`.' }),
    timeZone: t.expose('timeZone', {
      type: 'TimeZone',
      description: 'That of the span, or of the account whose slot it is.',
    }),
  }),
});

const PostPlanRef = builder.objectRef<PostPlan>('PostPlan').implement({
  description: 'What became of one post: its time, or why it has none.',
  fields: (t) => ({
    post: t.prismaField({
      type: PostRef,
      description: 'The post as it is now.',
      resolve: (query, { postId }, _args, { deps }) =>
        deps.db.post.findUniqueOrThrow({ ...query, where: { id: postId } }),
    }),
    time: t.field({
      type: PlannedTimeRef,
      description: 'When the post goes out, or why it has no time; it stays as it is then.',
      errors: {
        types: PLAN_ERRORS,
        union: { description: 'The time of one post, or why it has none; the post is unchanged then.' },
      },
      resolve: ({ time, error }) => {
        if (time) return time;
        throw error ?? new Error('A post has neither a time nor a reason.');
      },
    }),
  }),
});

const PostPlansRef = builder.objectRef<PostPlans>('PostPlans').implement({
  description: 'What became of many posts that were to be planned together.',
  fields: (t) => ({
    done: t.exposeBoolean('done', {
      description:
        'Whether the posts with a time are planned: false for a dry run, when none can be planned, and when one could not with `allOrNothing`.',
    }),
    plans: t.field({
      type: [PostPlanRef],
      description: 'In the order in which the posts were named.',
      // The mutation has counted them.
      complexity: { field: 1, multiplier: 1 },
      resolve: ({ plans }) => plans,
    }),
  }),
});

builder.mutationField('schedulePosts', (t) =>
  t.field({
    type: PostPlansRef,
    description:
      'Agrees to many posts and plans them together, evenly over a span or for the next free slots of their accounts. Needs the role editor.',
    errors: { types: [ValidationError, NotFoundError, ForbiddenError] },
    args: { input: t.arg({ type: SchedulePostsInput, required: true }) },
    extensions: { listItems: MAX_POSTS_AT_ONCE },
    complexity: ({ input }) => ({ field: 1, multiplier: Math.max(1, input.posts.length) }),
    resolve: (_root, { input }, ctx) =>
      schedulePosts(teamContext(ctx), {
        ...input,
        posts: input.posts.map((post) => ({
          ...post,
          postId: rowId('Post', post.postId),
        })),
      }),
  }),
);
