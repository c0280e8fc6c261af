import { PostMode, PrivacyLevel } from '@airdate/db';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../errors.ts';
import { optionalRowId, rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { MOST_COUNTED } from '../graphql/most-counted.ts';
import { findNodes } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { readPage } from '../graphql/read-page.ts';
import { type RequestContext, signedIn, teamContext } from '../graphql/request-context.ts';
import { CHOICE } from '../posts/describe-choices.graphql.ts';
import { PostRef } from '../posts/post.graphql.ts';
import type { WithEveryChoice } from '../posts/post-choices.ts';
import {
  AGREED_TO,
  CONTENT_HASH_SEEN,
  DeclarationRef,
  PLAN_ERRORS,
} from '../posts/post-mutations.graphql.ts';
import { endSeries } from './end-series.ts';
import { pauseSeries, resumeSeries } from './pause-series.ts';
import { nextOccurrences } from './plan-occurrences.ts';
import type { Occurrence } from './recurrence.ts';
import { skipOccurrence } from './skip-occurrence.ts';
import { startSeries } from './start-series.ts';

const OccurrenceRef = builder.objectRef<Occurrence>('Occurrence').implement({
  description: 'A time at which a series goes out.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'The instant of it.' }),
    localTime: t.expose('localTime', {
      type: 'LocalDateTime',
      description: 'The same in the zone of the series; names the occurrence to `skipPostOccurrence`.',
    }),
  }),
});

const PostSeriesRef = builder.prismaNode('PostSeries', {
  id: { field: 'id' },
  nullable: true,
  description:
    'One piece of content that goes out again and again by a rule. What was agreed to never changes.',
  findUnique: findNodes('PostSeries', (ctx) => ({ teamId: signedIn(ctx).viewer.teamId })),
  fields: (t) =>
    ({
      account: t.relation('account', { description: 'Where every occurrence goes out.' }),
      mediaAsset: t.relation('mediaAsset', { description: 'The video of every occurrence.' }),
      mode: t.expose('mode', { type: PostMode, description: CHOICE.mode }),
      caption: t.exposeString('caption', { description: CHOICE.caption }),
      privacyLevel: t.expose('privacyLevel', {
        type: PrivacyLevel,
        nullable: true,
        description: CHOICE.privacyLevel,
      }),
      allowComment: t.exposeBoolean('allowComment', { description: CHOICE.allowComment }),
      allowDuet: t.exposeBoolean('allowDuet', { description: CHOICE.allowDuet }),
      allowStitch: t.exposeBoolean('allowStitch', { description: CHOICE.allowStitch }),
      yourBrand: t.exposeBoolean('yourBrand', { description: CHOICE.yourBrand }),
      brandedContent: t.exposeBoolean('brandedContent', { description: CHOICE.brandedContent }),
      isAiGenerated: t.exposeBoolean('isAiGenerated', { description: CHOICE.isAiGenerated }),
      coverTimestampMs: t.exposeInt('coverTimestampMs', {
        nullable: true,
        description: CHOICE.coverTimestampMs,
      }),
      contentHash: t.exposeString('contentHash', {
        description: 'Of what was agreed to for every occurrence.',
      }),
      agreedAt: t.expose('agreedAt', {
        type: 'DateTime',
        description: 'When somebody agreed to the content and to its recurring.',
      }),
      rule: t.exposeString('rule', { description: 'An RRULE of RFC 5545, without its name.' }),
      startLocalTime: t.expose('startLocalTime', {
        type: 'LocalDateTime',
        description: 'From which the rule counts; its time of day is that of every occurrence.',
      }),
      timeZone: t.expose('timeZone', {
        type: 'TimeZone',
        description:
          'That of the account when the series was started; it stays when the account gets another.',
      }),
      skipped: t.expose('skipped', {
        type: ['LocalDateTime'],
        description: 'Occurrences that are left out.',
      }),
      pausedFrom: t.expose('pausedFrom', {
        type: 'DateTime',
        nullable: true,
        description: 'Occurrences from here on are left out; null without a pause. May still be to come.',
      }),
      pausedUntil: t.expose('pausedUntil', {
        type: 'DateTime',
        nullable: true,
        description: 'Occurrences from here on go out again. Null while nobody has said when the pause ends.',
      }),
      endedAt: t.expose('endedAt', {
        type: 'DateTime',
        nullable: true,
        description:
          'When somebody ended the series for good; null when nobody did, also behind the last occurrence.',
      }),
      nextOccurrences: t.field({
        type: [OccurrenceRef],
        description:
          'Of the coming year, without what is skipped or paused; at most 50. Those of the next 35 days are posts already.',
        args: { first: t.arg.int({ defaultValue: 5, description: 'How many, 0 to 50.' }) },
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
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the series was started.' }),
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

function seriesOfTeam(
  ctx: RequestContext,
  { accountId, ended }: { accountId?: string | null; ended?: boolean | null },
) {
  return {
    teamId: signedIn(ctx).viewer.teamId,
    accountId: optionalRowId('Account', accountId),
    ...(typeof ended === 'boolean' && { endedAt: ended ? { not: null } : null }),
  };
}

builder.queryField('postSeries', (t) =>
  t.prismaConnection(
    {
      type: PostSeriesRef,
      cursor: 'id',
      description: 'The series of the team, newest first; ended ones too.',
      args: {
        accountId: t.arg.id({ description: 'Series of this account; without it, of every one.' }),
        ended: t.arg.boolean({
          description: 'Only those that ended, or only those that go on; without it, both.',
        }),
        direction: directionArg(t, 'desc'),
      },
      totalCount: (_root, args, ctx) =>
        ctx.deps.db.postSeries.count({ take: MOST_COUNTED, where: seriesOfTeam(ctx, args) }),
      resolve: (query, _root, { direction, ...args }, ctx) => {
        const { postSeries } = ctx.deps.db;
        const { teamId } = signedIn(ctx).viewer;
        return readPage(query, {
          where: seriesOfTeam(ctx, args),
          order: [{ createdAt: direction }, { id: direction }],
          find: (id) => postSeries.findFirst({ where: { id, teamId } }),
          read: (page) => postSeries.findMany(page),
        });
      },
    },
    { name: 'PostSeriesConnection' },
    { name: 'PostSeriesEdge' },
  ),
);

const StartPostSeriesInput = builder.inputType('StartPostSeriesInput', {
  description: 'The content that is agreed to once, and when it goes out.',
  fields: (t) => ({
    postId: t.id({
      required: true,
      description: 'A post that may be scheduled; becomes the first occurrence.',
    }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true, description: AGREED_TO }),
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
  description: 'The span that is left out.',
  fields: (t) => ({
    postSeriesId: t.id({ required: true, description: 'A series that has not ended.' }),
    from: t.field({ type: 'LocalDateTime', description: "In the series' zone. Without it, now." }),
    until: t.field({
      type: 'LocalDateTime',
      description: 'Exclusive. Without it, until somebody resumes it.',
    }),
  }),
});

const ResumePostSeriesInput = builder.inputType('ResumePostSeriesInput', {
  description: 'The series whose pause ends.',
  fields: (t) => ({
    postSeriesId: t.id({ required: true, description: 'A series that has not ended.' }),
  }),
});

const EndPostSeriesInput = builder.inputType('EndPostSeriesInput', {
  description: 'The series that ends.',
  fields: (t) => ({
    postSeriesId: t.id({ required: true, description: 'A series that has not ended.' }),
  }),
});

const SkipPostOccurrenceInput = builder.inputType('SkipPostOccurrenceInput', {
  description: 'The occurrence that is left out.',
  fields: (t) => ({
    postSeriesId: t.id({ required: true, description: 'A series that has not ended.' }),
    localTime: t.field({
      type: 'LocalDateTime',
      required: true,
      description: 'As `nextOccurrences` has it.',
    }),
  }),
});

const seriesIdOf = (id: string) => rowId('PostSeries', id);
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
        'Agrees to a post and to its going out again and again by a rule. The post becomes the first occurrence; the others become posts of their own 35 days ahead. Needs the role editor.',
      args: { input: t.arg({ type: StartPostSeriesInput, required: true }) },
      ...seriesField(PLAN_ERRORS, (ctx, { input }: { input: typeof StartPostSeriesInput.$inferInput }) =>
        startSeries(teamContext(ctx), { ...input, postId: rowId('Post', input.postId) }),
      ),
    }),
    pausePostSeries: t.prismaField({
      description:
        'Leaves out the occurrences of a span, in the place of an earlier pause. Their posts are withdrawn, but for those that somebody changed or agreed to on their own. Needs the role editor.',
      args: { input: t.arg({ type: PausePostSeriesInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof PausePostSeriesInput.$inferInput }) =>
        pauseSeries(teamContext(ctx), { ...input, seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
    resumePostSeries: t.prismaField({
      description:
        'Ends the pause; the occurrences that are still to come are planned again. Needs the role editor.',
      args: { input: t.arg({ type: ResumePostSeriesInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof ResumePostSeriesInput.$inferInput }) =>
        resumeSeries(teamContext(ctx), { seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
    skipPostOccurrence: t.prismaField({
      description:
        'Leaves out one occurrence, however far ahead; its post, if there is one, is withdrawn unless somebody changed it. Needs the role editor.',
      args: { input: t.arg({ type: SkipPostOccurrenceInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof SkipPostOccurrenceInput.$inferInput }) =>
        skipOccurrence(teamContext(ctx), { ...input, seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
    endPostSeries: t.prismaField({
      description:
        'Ends a series for good, and withdraws what is planned of it, but for posts that somebody changed. Needs the role editor.',
      args: { input: t.arg({ type: EndPostSeriesInput, required: true }) },
      ...seriesField(CHANGE_ERRORS, (ctx, { input }: { input: typeof EndPostSeriesInput.$inferInput }) =>
        endSeries(teamContext(ctx), { seriesId: seriesIdOf(input.postSeriesId) }),
      ),
    }),
  };
});
