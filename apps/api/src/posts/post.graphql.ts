import { AttemptOutcome, AttemptStep, PostMode, PostStatus, PrivacyLevel } from '@airdate/db';
import { EventConnectionRef } from '../events/event.graphql.ts';
import { checkEventPage } from '../events/event-cursor.graphql.ts';
import { type Explanation, explainFailure } from '../explain-failure.ts';
import { uuidOrNil } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { ProblemCodeRef } from '../graphql/failure-code-types.ts';
import { signedIn } from '../graphql/request-context.ts';
import { CONTENT_COLUMNS, contentHash } from './content-hash.ts';
import { availableActions, POST_ACTIONS, publicUrl } from './post.ts';
import type { WithEveryChoice } from './post-choices.ts';

builder.enumType(PostStatus, { name: 'PostStatus' });
builder.enumType(PostMode, { name: 'PostMode' });
builder.enumType(PrivacyLevel, { name: 'PrivacyLevel' });
builder.enumType(AttemptStep, { name: 'AttemptStep' });
builder.enumType(AttemptOutcome, { name: 'AttemptOutcome' });
const PostActionRef = builder.enumType('PostAction', {
  values: POST_ACTIONS,
});

type PostProblem = Explanation & { rawCode: string; retryAt: Date | null; logId: string | null };

const PostProblemRef = builder.objectRef<PostProblem>('PostProblem').implement({
  fields: (t) => ({
    code: t.expose('code', { type: ProblemCodeRef }),
    rawCode: t.exposeString('rawCode', {
      description: 'The code as it was stored; another than `code` when TikTok does not document it.',
    }),
    sentence: t.exposeString('sentence'),
    nextStep: t.exposeString('nextStep'),
    retryable: t.exposeBoolean('retryable'),
    retryAt: t.expose('retryAt', { type: 'DateTime', nullable: true }),
    logId: t.exposeString('logId', { nullable: true }),
  }),
});

builder.prismaObject('PublishAttempt', {
  description: 'One try at TikTok.',
  fields: (t) => ({
    id: t.exposeID('id'),
    number: t.exposeInt('number'),
    step: t.expose('step', { type: AttemptStep }),
    outcome: t.expose('outcome', { type: AttemptOutcome, nullable: true }),
    publishId: t.exposeString('publishId', { nullable: true }),
    sizeBytes: t.field({
      type: 'Bytes',
      description: 'What we send; 0 when TikTok fetches the media by itself.',
      select: { upload: { select: { sizeBytes: true } } },
      resolve: ({ upload }) => upload?.sizeBytes ?? 0,
    }),
    acknowledgedBytes: t.field({
      type: 'Bytes',
      select: { upload: { select: { acknowledgedBytes: true } } },
      resolve: ({ upload }) => upload?.acknowledgedBytes ?? 0,
    }),
    chunkSizeBytes: t.field({
      type: 'Bytes',
      select: { upload: { select: { chunkSizeBytes: true } } },
      resolve: ({ upload }) => upload?.chunkSizeBytes ?? 0,
    }),
    totalChunkCount: t.int({
      select: { upload: { select: { totalChunkCount: true } } },
      resolve: ({ upload }) => upload?.totalChunkCount ?? 0,
    }),
    errorCode: t.field({
      type: ProblemCodeRef,
      nullable: true,
      select: { errorCode: true },
      resolve: ({ errorCode }) => (errorCode === null ? null : explainFailure(errorCode).code),
    }),
    logIds: t.exposeStringList('logIds'),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
});

export const PostRef = builder.prismaNode('Post', {
  id: { field: 'id' },
  nullable: true,
  findUnique: (id, ctx) => ({ id: uuidOrNil(id), teamId: signedIn(ctx).viewer.teamId }),
  description: 'One piece of content for one account.',
  fields: (t) =>
    ({
      account: t.relation('account'),
      mediaAsset: t.relation('mediaAsset'),
      mode: t.expose('mode', { type: PostMode }),
      status: t.expose('status', { type: PostStatus }),
      caption: t.exposeString('caption'),
      privacyLevel: t.expose('privacyLevel', { type: PrivacyLevel, nullable: true }),
      allowComment: t.exposeBoolean('allowComment'),
      allowDuet: t.exposeBoolean('allowDuet'),
      allowStitch: t.exposeBoolean('allowStitch'),
      yourBrand: t.exposeBoolean('yourBrand'),
      brandedContent: t.exposeBoolean('brandedContent'),
      isAiGenerated: t.exposeBoolean('isAiGenerated'),
      coverTimestampMs: t.exposeInt('coverTimestampMs', { nullable: true }),
      contentHash: t.string({
        description:
          'Stands for everything that TikTok will be given, and changes with it. Compare it, and send it with whatever agrees to the post.',
        select: CONTENT_COLUMNS,
        resolve: contentHash,
      }),
      publishAt: t.expose('publishAt', { type: 'DateTime', nullable: true }),
      publishLocalTime: t.expose('publishLocalTime', { type: 'LocalDateTime', nullable: true }),
      publishTimeZone: t.expose('publishTimeZone', { type: 'TimeZone', nullable: true }),
      problem: t.field({
        type: PostProblemRef,
        nullable: true,
        description: 'Why the post is held, failed or unconfirmed.',
        select: { problemCode: true, problemLogId: true, problemRetryAt: true },
        resolve: ({ problemCode, problemLogId, problemRetryAt }) =>
          problemCode === null
            ? null
            : {
                ...explainFailure(problemCode),
                rawCode: problemCode,
                logId: problemLogId,
                retryAt: problemRetryAt,
              },
      }),
      tiktokPostIds: t.exposeStringList('tiktokPostIds', {
        description: "TikTok's 19-digit post ids, as text.",
      }),
      url: t.string({
        nullable: true,
        description: 'The link on TikTok, once the post is public.',
        select: { tiktokPostIds: true, account: { select: { username: true } } },
        resolve: ({ tiktokPostIds: [postId], account: { username } }, _args, { deps }) =>
          postId && username ? publicUrl(username, postId, deps.config.simulatorUrl) : null,
      }),
      publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true }),
      publiclyAvailableAt: t.expose('publiclyAvailableAt', { type: 'DateTime', nullable: true }),
      removedAt: t.expose('removedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When TikTok said that the post is no longer public.',
      }),
      attempts: t.relation('attempts', { query: { orderBy: { number: 'asc' } } }),
      events: t.relatedConnection(
        'events',
        {
          cursor: 'teamId_sequence',
          description: 'What happened to the post, oldest first. Cursors are those of its own events.',
          query: (args, ctx) => {
            checkEventPage(args, signedIn(ctx).viewer.teamId);
            return { orderBy: { sequence: 'asc' } };
          },
        },
        EventConnectionRef,
      ),
      availableActions: t.field({
        type: [PostActionRef],
        select: { status: true, problemCode: true },
        resolve: availableActions,
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime' }),
      updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    }) satisfies WithEveryChoice,
});
