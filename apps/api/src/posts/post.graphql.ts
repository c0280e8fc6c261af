import { AttemptOutcome, AttemptStep, PostMode, PostStatus, PrivacyLevel } from '@airdate/db';
import { EventConnectionRef } from '../events/event.graphql.ts';
import { checkEventPage } from '../events/event-cursor.graphql.ts';
import { type Explanation, explainFailure } from '../explain-failure.ts';
import { builder } from '../graphql/builder.ts';
import { ProblemCodeRef } from '../graphql/failure-code-types.ts';
import { findNodes } from '../graphql/node-rows.ts';
import { signedIn } from '../graphql/request-context.ts';
import { CONTENT_COLUMNS, contentHash } from './content-hash.ts';
import { CHOICE } from './describe-choices.graphql.ts';
import { availableActions, type PostAction, publicUrl } from './post.ts';
import type { WithEveryChoice } from './post-choices.ts';

builder.enumType(PostStatus, {
  name: 'PostStatus',
  description: 'How far a post is.',
  values: {
    DRAFT: { description: 'Being written. Nobody has agreed to publish it.' },
    SCHEDULED: { description: 'Agreed to, and waiting for `publishAt`.' },
    HELD: {
      description:
        'Cannot go out as agreed; `problem` says why. Goes on by itself at its `retryAt`, when that is set.',
    },
    PUBLISHING: { description: 'A worker is preparing it or sending bytes. It can no longer be withdrawn.' },
    PROCESSING: { description: 'TikTok has all it needs and has not given its verdict.' },
    PUBLISHED: { description: 'TikTok said so, or a person who found it there. Final.' },
    IN_INBOX: {
      description: 'In the creator’s TikTok inbox; becomes PUBLISHED when the creator finishes it there.',
    },
    FAILED: {
      description: 'TikTok refused, or we gave up before anything could be published; `problem` says why.',
    },
    UNCONFIRMED: {
      description:
        'No verdict in time. TikTok is asked for 72 hours; it is sent again only on its proof or a person’s decision.',
    },
    NEEDS_ATTENTION: {
      description: 'Still no verdict: a person has to look. A late verdict is taken all the same.',
    },
    CANCELLED: { description: 'Withdrawn before publishing. Final.' },
  },
});
builder.enumType(PostMode, {
  name: 'PostMode',
  description: 'The two ways to TikTok.',
  values: {
    DIRECT: { description: 'Published on the creator’s profile. Needs the scope VIDEO_PUBLISH.' },
    INBOX: {
      description:
        'Delivered to the creator’s TikTok inbox as a draft, to be finished in the app. Needs the scope VIDEO_UPLOAD.',
    },
  },
});
builder.enumType(PrivacyLevel, {
  name: 'PrivacyLevel',
  description:
    'Who can see a post, in TikTok’s own words. Which ones a creator may choose is in `CreatorInfo`.',
  values: {
    PUBLIC_TO_EVERYONE: { description: 'Everybody. Not offered for private accounts.' },
    MUTUAL_FOLLOW_FRIENDS: { description: 'Friends: followers whom the creator follows back.' },
    FOLLOWER_OF_CREATOR: { description: 'Followers. Offered for private accounts alone.' },
    SELF_ONLY: { description: 'The creator alone. Not with branded content.' },
  },
});
builder.enumType(AttemptStep, {
  name: 'AttemptStep',
  description: 'How far an attempt is.',
  values: {
    INIT_REQUESTED: { description: 'The intent is written; TikTok may or may not have heard it.' },
    UPLOADING: { description: 'TikTok named a `publishId`; bytes are on their way.' },
    UPLOAD_FINISHING: { description: 'The last bytes were sent off: TikTok may publish from here on.' },
    UPLOADED: { description: 'TikTok has all it needs.' },
    SETTLED: { description: 'Over; `outcome` says how.' },
  },
});
builder.enumType(AttemptOutcome, {
  name: 'AttemptOutcome',
  description: 'How an attempt ended.',
  values: {
    PUBLISHED: { description: 'The video is published.' },
    IN_INBOX: { description: 'The draft is in the creator’s inbox.' },
    FAILED: { description: 'TikTok refused it, or a person gave it up; `errorCode` says why.' },
    ABANDONED: {
      description: 'Given up before anything could have been published; another attempt may follow.',
    },
  },
});

const ACTIONS: Record<PostAction, { description: string }> = {
  EDIT: { description: '`updatePost`.' },
  PUBLISH: { description: '`publishPost`.' },
  SCHEDULE: {
    description: '`schedulePost`, `schedulePostInNextFreeSlot`, `schedulePosts` and `startPostSeries`.',
  },
  CANCEL: { description: '`cancelPost`.' },
  RETRY: { description: '`retryPost`; only where the problem says that it can help.' },
  MARK_PUBLISHED: { description: '`markPostPublished`, of a post without a verdict.' },
  GIVE_UP: { description: '`giveUpPost`, of a post without a verdict.' },
  PUBLISH_AGAIN: { description: '`publishPostAgain`, of a post without a verdict; may publish it twice.' },
};
const PostActionRef = builder.enumType('PostAction', {
  description: 'What may be done with a post as it stands, by whoever has the role.',
  values: ACTIONS,
});

type PostProblem = Explanation & { rawCode: string; retryAt: Date | null; logId: string | null };

const PostProblemRef = builder.objectRef<PostProblem>('PostProblem').implement({
  description: 'What stands in the way of a post.',
  fields: (t) => ({
    code: t.expose('code', { type: ProblemCodeRef, description: 'What programs decide by.' }),
    rawCode: t.exposeString('rawCode', {
      description: 'The code as it was stored; another than `code` when TikTok does not document it.',
    }),
    sentence: t.exposeString('sentence', { description: 'The same for people, in English.' }),
    nextStep: t.exposeString('nextStep', { description: 'What a person can do about it.' }),
    retryable: t.exposeBoolean('retryable', {
      description:
        'Whether sending the same post again can help: later, after a new consent, or once the operator acted.',
    }),
    retryAt: t.expose('retryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a held post goes on by itself; null when it waits for a person.',
    }),
    logId: t.exposeString('logId', {
      nullable: true,
      description: "TikTok's log_id, for its support; null where TikTok did not refuse.",
    }),
  }),
});

builder.prismaObject('PublishAttempt', {
  description: 'One try at TikTok.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Names the attempt among all; not an id for `node`.' }),
    number: t.exposeInt('number', { description: 'Counts from 1 within the post.' }),
    step: t.expose('step', { type: AttemptStep, description: 'How far it is, or was when it ended.' }),
    outcome: t.expose('outcome', {
      type: AttemptOutcome,
      nullable: true,
      description: 'Null while it goes on, and while nobody knows.',
    }),
    publishId: t.exposeString('publishId', {
      nullable: true,
      description: "TikTok's name for it; null until TikTok accepted it.",
    }),
    sizeBytes: t.field({
      type: 'Bytes',
      description: 'What we send; 0 when TikTok fetches the media by itself.',
      select: { upload: { select: { sizeBytes: true } } },
      resolve: ({ upload }) => upload?.sizeBytes ?? 0,
    }),
    acknowledgedBytes: t.field({
      type: 'Bytes',
      description: 'How much of `sizeBytes` TikTok said it has.',
      select: { upload: { select: { acknowledgedBytes: true } } },
      resolve: ({ upload }) => upload?.acknowledgedBytes ?? 0,
    }),
    chunkSizeBytes: t.field({
      type: 'Bytes',
      description: 'The size of each chunk but the last, which may be larger.',
      select: { upload: { select: { chunkSizeBytes: true } } },
      resolve: ({ upload }) => upload?.chunkSizeBytes ?? 0,
    }),
    totalChunkCount: t.int({
      description: 'How many requests the bytes take.',
      select: { upload: { select: { totalChunkCount: true } } },
      resolve: ({ upload }) => upload?.totalChunkCount ?? 0,
    }),
    errorCode: t.field({
      type: ProblemCodeRef,
      nullable: true,
      description: 'Why it failed or was abandoned; null otherwise.',
      select: { errorCode: true },
      resolve: ({ errorCode }) => (errorCode === null ? null : explainFailure(errorCode).code),
    }),
    logIds: t.exposeStringList('logIds', {
      description: "TikTok's log_ids of the init and of what ended it, for its support.",
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When the intent was written.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was settled; null before.',
    }),
  }),
});

export const PostRef = builder.prismaNode('Post', {
  id: { field: 'id' },
  select: { id: true },
  nullable: true,
  findUnique: findNodes('Post', (ctx) => ({ teamId: signedIn(ctx).viewer.teamId })),
  description: 'One piece of content for one account.',
  fields: (t) =>
    ({
      account: t.relation('account', { description: 'Where the post goes out.' }),
      mediaAsset: t.relation('mediaAsset', { description: 'The video.' }),
      mode: t.expose('mode', { type: PostMode, description: CHOICE.mode }),
      status: t.expose('status', {
        type: PostStatus,
        description: 'How far it is. Each change has an event; `postEvents` tells them live.',
      }),
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
      contentHash: t.string({
        description:
          'Stands for everything that TikTok will be given, and changes with it. Compare it, and send it with whatever agrees to the post.',
        select: CONTENT_COLUMNS,
        resolve: contentHash,
      }),
      publishAt: t.expose('publishAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When it goes out, or was to go out; null for a draft.',
      }),
      publishLocalTime: t.expose('publishLocalTime', {
        type: 'LocalDateTime',
        nullable: true,
        description:
          'The wall-clock time that was chosen; null for a draft, and when it was published at once.',
      }),
      publishTimeZone: t.expose('publishTimeZone', {
        type: 'TimeZone',
        nullable: true,
        description: 'In which `publishLocalTime` is meant; null together with it.',
      }),
      problem: t.field({
        type: PostProblemRef,
        nullable: true,
        description: 'Why the post is held, failed or unconfirmed; null when nothing stands in its way.',
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
        description: "TikTok's 19-digit post ids, as text. Empty until the post is public.",
      }),
      url: t.string({
        nullable: true,
        description: 'The link on TikTok, once the post is public; null also without the @handle.',
        select: { tiktokPostIds: true, account: { select: { username: true } } },
        resolve: ({ tiktokPostIds: [postId], account: { username } }, _args, { deps }) =>
          postId && username ? publicUrl(username, postId, deps.config.simulatorUrl) : null,
      }),
      publishedAt: t.expose('publishedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When we learnt that it is published; null before, and for what is in the inbox.',
      }),
      publiclyAvailableAt: t.expose('publiclyAvailableAt', {
        type: 'DateTime',
        nullable: true,
        description:
          'When we first learnt that everybody can see it. Always null for posts that are not public.',
      }),
      removedAt: t.expose('removedAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When TikTok said that the post is no longer public; null again once it is.',
      }),
      attempts: t.relation('attempts', {
        description: 'Every try at TikTok, oldest first; at most one goes on.',
        query: { orderBy: { number: 'asc' } },
      }),
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
        description: 'What its status allows. The role of the viewer is not looked at.',
        select: { status: true, problemCode: true },
        resolve: availableActions,
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the draft was saved.' }),
      updatedAt: t.expose('updatedAt', {
        type: 'DateTime',
        description: 'When anything of it last changed, by a person or a worker.',
      }),
    }) satisfies WithEveryChoice,
});
