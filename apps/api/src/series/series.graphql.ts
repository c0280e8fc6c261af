import { PostMode, PrivacyLevel } from '@airdate/db';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { rowId, uuidOrNil } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { countUpTo } from '../graphql/counted.ts';
import { readPage } from '../graphql/read-page.ts';
import { type RequestContext, signedIn, teamContext } from '../graphql/request-context.ts';
import { PostRef } from '../posts/post.graphql.ts';
import type { WithEveryChoice } from '../posts/post-choices.ts';
import { CONTENT_HASH_SEEN, DeclarationRef, PLAN_ERRORS } from '../posts/post-mutations.graphql.ts';
import { endSeries } from './end-series.ts';
import { pauseSeries, resumeSeries } from './pause-series.ts';
import { nextOccurrences } from './plan-occurrences.ts';
import type { Occurrence } from './recurrence.ts';
import { skipOccurrence } from './skip-occurrence.ts';
import { startSeries } from './start-series.ts';

const OccurrenceRef = builder.objectRef<Occurrence>('Occurrence').implement({
  description: 'A time at which a series goes out.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    localTime: t.expose('localTime', { type: 'LocalDateTime' }),
  }),
});

const PostSeriesRef = builder.prismaNode('PostSeries', {
  id: { field: 'id' },
  nullable: true,
  description:
    'One piece of content that goes out again and again by a rule. What was agreed to never changes.',
  findUnique: (id, ctx) => ({ id: uuidOrNil(id), teamId: signedIn(ctx).viewer.teamId }),
  fields: (t) =>
    ({
      account: t.relation('account'),
      mediaAsset: t.relation('mediaAsset'),
      mode: t.expose('mode', { type: PostMode }),
      caption: t.exposeString('caption'),
      privacyLevel: t.expose('privacyLevel', { type: PrivacyLevel, nullable: true }),
      allowComment: t.exposeBoolean('allowComment'),
      allowDuet: t.exposeBoolean('allowDuet'),
      allowStitch: t.exposeBoolean('allowStitch'),
      yourBrand: t.exposeBoolean('yourBrand'),
      brandedContent: t.exposeBoolean('brandedContent'),
      isAiGenerated: t.exposeBoolean('isAiGenerated'),
      coverTimestampMs: t.exposeInt('coverTimestampMs', { nullable: true }),
      contentHash: t.exposeString('contentHash', {
        description: 'Of what was agreed to for every occurrence.',
      }),
      agreedAt: t.expose('agreedAt', { type: 'DateTime' }),
      rule: t.exposeString('rule', { description: 'An RRULE of RFC 5545, without its name.' }),
      startLocalTime: t.expose('startLocalTime', {
        type: 'LocalDateTime',
        description: 'From which the rule counts; its time of day is that of every occurrence.',
      }),
      timeZone: t.expose('timeZone', { type: 'TimeZone' }),
      skipped: t.expose('skipped', {
        type: ['LocalDateTime'],
        description: 'Occurrences that are left out.',
      }),
      pausedFrom: t.expose('pausedFrom', { type: 'DateTime', nullable: true }),
      pausedUntil: t.expose('pausedUntil', {
        type: 'DateTime',
        nullable: true,
        description: 'Null while nobody has said when the pause ends.',
      }),
      endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
      nextOccurrences: t.field({
        type: [OccurrenceRef],
        description:
          'Of the coming year, without what is skipped or paused; at most 50. Those of the next 35 days are posts already.',
        args: { first: t.arg.int({ defaultValue: 5 }) },
        select: {
          rule: true,
          startLocalTime: true,
          timeZone: true,
          skipped: true,
          pausedFrom: true,
          pausedUntil: true,
          endedAt: true,
        },
        resolve: (series, { first }, { deps }) => nextOccurrences(series, deps.clock.now(), first ?? 5),
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime' }),
    }) satisfies WithEveryChoice,
});

builder.prismaObjectFields(PostRef, (t) => ({
  series: t.relation('series', {
    nullable: true,
    description: 'The series that the post is an occurrence of.',
  }),
  occurrenceLocalTime: t.expose('occurrenceLocalTime', {
    type: 'LocalDateTime',
    nullable: true,
    description: 'When its series has this occurrence, also after the post got another time.',
  }),
}));

builder.queryField('postSeries', (t) =>
  t.prismaConnection(
    {
      type: PostSeriesRef,
      cursor: 'id',
      description: 'Newest first; ended ones too.',
      totalCount: (_root, _args, ctx) =>
        countUpTo((take) =>
          ctx.deps.db.postSeries.count({ ...take, where: { teamId: signedIn(ctx).viewer.teamId } }),
        ),
      resolve: (query, _root, _args, ctx) => {
        const { postSeries } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        const order = [{ createdAt: 'desc' }, { id: 'desc' }] as const;
        return readPage(query, {
          order,
          find: (id) => postSeries.findFirst({ where: { id, teamId } }),
          read: (page, beyond) =>
            postSeries.findMany({ ...page, where: { AND: [{ teamId }, beyond] }, orderBy: [...order] }),
        });
      },
    },
    { name: 'PostSeriesConnection' },
    { name: 'PostSeriesEdge' },
  ),
);

const StartPostSeriesInput = builder.inputType('StartPostSeriesInput', {
  fields: (t) => ({
    postId: t.id({ required: true }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true }),
    rule: t.string({
      required: true,
      description:
        'An RRULE of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO,TH: FREQ from DAILY to YEARLY, INTERVAL, COUNT, UNTIL as a date, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST.',
    }),
    startLocalTime: t.field({
      type: 'LocalDateTime',
      required: true,
      description: 'From which the rule counts, in the time zone of the account.',
    }),
  }),
});

const PausePostSeriesInput = builder.inputType('PausePostSeriesInput', {
  fields: (t) => ({
    postSeriesId: t.id({ required: true }),
    from: t.field({ type: 'LocalDateTime', description: "In the series' zone. Without it, now." }),
    until: t.field({
      type: 'LocalDateTime',
      description: 'Exclusive. Without it, until somebody resumes it.',
    }),
  }),
});

const ResumePostSeriesInput = builder.inputType('ResumePostSeriesInput', {
  fields: (t) => ({ postSeriesId: t.id({ required: true }) }),
});

const EndPostSeriesInput = builder.inputType('EndPostSeriesInput', {
  fields: (t) => ({ postSeriesId: t.id({ required: true }) }),
});

const SkipPostOccurrenceInput = builder.inputType('SkipPostOccurrenceInput', {
  fields: (t) => ({
    postSeriesId: t.id({ required: true }),
    localTime: t.field({
      type: 'LocalDateTime',
      required: true,
      description: 'As `nextOccurrences` has it.',
    }),
  }),
});

const seriesIdOf = (id: string) => rowId('PostSeries', id, ['input', 'postSeriesId']);
const CHANGE_ERRORS = [ValidationError, NotFoundError, ForbiddenError, ConflictError];

builder.mutationFields((t) => {
  /** A series field whose verb runs first; then what the client selected is read. */
  const seriesField = <Args>(
    errors: typeof PLAN_ERRORS | typeof CHANGE_ERRORS,
    run: (ctx: RequestContext, args: Args) => Promise<{ id: string }>,
  ) => ({
    type: PostSeriesRef,
    errors: { types: errors },
    resolve: async (query: object, _root: unknown, args: Args, ctx: RequestContext) => {
      const { id } = await run(ctx, args);
      return ctx.deps.db.postSeries.findUniqueOrThrow({ ...query, where: { id } });
    },
  });

  return {
    startPostSeries: t.prismaField({
      description:
        'Agrees to a post and to its going out again and again by a rule. The post becomes the first occurrence; the others become posts of their own 35 days ahead.',
      args: { input: t.arg({ type: StartPostSeriesInput, required: true }) },
      ...seriesField(PLAN_ERRORS, (ctx, { input }: { input: typeof StartPostSeriesInput.$inferInput }) =>
        startSeries(teamContext(ctx), { ...input, postId: rowId('Post', input.postId, ['input', 'postId']) }),
      ),
    }),
    pausePostSeries: t.prismaField({
      description:
        'Leaves out the occurrences of a span, in the place of an earlier pause. Their posts are withdrawn, but for those that somebody changed or agreed to on their own.',
      args: { input: t.arg({ type: PausePostSeriesInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof PausePostSeriesInput.$inferInput }) =>
        pauseSeries(teamContext(ctx), { ...input, seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
    resumePostSeries: t.prismaField({
      description: 'Ends the pause; the occurrences that are still to come are planned again.',
      args: { input: t.arg({ type: ResumePostSeriesInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof ResumePostSeriesInput.$inferInput }) =>
        resumeSeries(teamContext(ctx), { seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
    skipPostOccurrence: t.prismaField({
      description: 'Leaves out one occurrence, however far ahead.',
      args: { input: t.arg({ type: SkipPostOccurrenceInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof SkipPostOccurrenceInput.$inferInput }) =>
        skipOccurrence(teamContext(ctx), { ...input, seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
    endPostSeries: t.prismaField({
      description: 'Ends a series for good, and withdraws what is planned of it.',
      args: { input: t.arg({ type: EndPostSeriesInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof EndPostSeriesInput.$inferInput }) =>
        endSeries(teamContext(ctx), { seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
  };
});
