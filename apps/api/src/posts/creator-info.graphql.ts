import { PrivacyLevel } from '@airdate/db';
import { AccountRef } from '../accounts/account.graphql.ts';
import { ConflictError, TikTokRefusedError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { builder } from '../graphql/builder.ts';
import { ProblemCodeRef } from '../graphql/failure-code-types.ts';
import { teamContext } from '../graphql/request-context.ts';
import { type CreatorInfo, type CreatorRefusal, getCreatorInfo } from './get-creator-info.ts';

const CreatorRefusalRef = builder.objectRef<CreatorRefusal>('CreatorRefusal').implement({
  description: 'Why TikTok lets a creator post nothing now, such as a cap that is used up.',
  fields: (t) => ({
    code: t.field({
      type: ProblemCodeRef,
      description: 'What TikTok said.',
      resolve: ({ code }) => explainFailure(code).code,
    }),
    sentence: t.exposeString('sentence', { description: 'The same for people, in English.' }),
    nextStep: t.exposeString('nextStep', { description: 'What a person can do about it.' }),
    logId: t.exposeString('logId', { nullable: true, description: "TikTok's log_id, for its support." }),
    retryAt: t.expose('retryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'By then it works again at the latest; null when waiting does not help.',
    }),
  }),
});

const CreatorInfoRef = builder.objectRef<CreatorInfo>('CreatorInfo').implement({
  description: 'What a creator may choose from when posting, as TikTok said.',
  fields: (t) => ({
    username: t.exposeString('username', {
      description: 'The @handle, without the sign; empty when TikTok does not tell it.',
    }),
    nickname: t.exposeString('nickname', { description: 'Must be shown where the post is made.' }),
    avatarUrl: t.exposeString('avatarUrl', {
      nullable: true,
      description: "TikTok's own link; works for two hours. Null in an answer that is not fresh.",
    }),
    privacyLevelOptions: t.expose('privacyLevelOptions', {
      type: [PrivacyLevel],
      description:
        'The audiences to offer, in this order. Only SELF_ONLY as long as the app has not passed the audit; empty when TikTok lets the creator post nothing.',
    }),
    commentDisabled: t.exposeBoolean('commentDisabled', {
      description: 'The creator turned comments off: `allowComment` has to be false.',
    }),
    duetDisabled: t.exposeBoolean('duetDisabled', {
      description: 'The creator turned duets off: `allowDuet` has to be false.',
    }),
    stitchDisabled: t.exposeBoolean('stitchDisabled', {
      description: 'The creator turned stitches off: `allowStitch` has to be false.',
    }),
    maxVideoPostDurationSeconds: t.exposeInt('maxVideoPostDurationSeconds', {
      description: 'The longest video that TikTok takes from this creator; 0 when it does not tell.',
    }),
    fetchedAt: t.expose('fetchedAt', { type: 'DateTime', description: 'When TikTok said so.' }),
    ageSeconds: t.int({
      description: 'How long ago that was, in whole seconds; 0 for an answer that was asked for just now.',
      resolve: ({ fetchedAt }, _args, { deps }) =>
        Math.max(0, Math.floor((deps.clock.now().getTime() - fetchedAt.getTime()) / 1000)),
    }),
    refusal: t.expose('refusal', {
      type: CreatorRefusalRef,
      nullable: true,
      description: 'Set when TikTok lets this creator post nothing now.',
    }),
  }),
});

builder.prismaObjectField(AccountRef, 'creatorInfo', (t) =>
  t.field({
    type: CreatorInfoRef,
    description:
      'What the creator may choose from. Asked of TikTok afresh, unless an older answer will do; it answers 20 times a minute for one creator.',
    args: {
      maxAgeSeconds: t.arg.int({
        defaultValue: 0,
        description:
          'How old the answer may be, in seconds. With 0 TikTok is asked, as it demands where somebody writes a post.',
      }),
    },
    errors: { types: [ConflictError, TikTokRefusedError] },
    select: { id: true },
    resolve: ({ id }, { maxAgeSeconds }, ctx) =>
      getCreatorInfo(teamContext(ctx), id, { maxAgeMs: (maxAgeSeconds ?? 0) * 1000 }),
  }),
);
