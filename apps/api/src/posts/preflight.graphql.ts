import { PostMode, PrivacyLevel } from '@airdate/db';
import { optionalRowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { ProblemCodeRef } from '../graphql/failure-code-types.ts';
import { teamContext } from '../graphql/request-context.ts';
import { CHOICE } from './describe-choices.graphql.ts';
import type { WithEveryChoice } from './post-choices.ts';
import { AGREED_TO, DeclarationRef } from './post-mutations.graphql.ts';
import type { PreflightItem } from './preflight-item.ts';
import { type Preflight, preflightPost } from './preflight-post.ts';

const PreflightInput = builder.inputType('PreflightInput', {
  description:
    'A post of the team, one with changes, or one that nobody saved yet. Fields that are left out are those of the post; without a post, those of `CreatePostInput`.',
  fields: (t) =>
    ({
      postId: t.id({
        description: 'A post in any status. Without it an account and a video have to be named.',
      }),
      localTime: t.field({
        type: 'LocalDateTime',
        description:
          'When it would go out. Without it the time that the post is planned for, and for any other post now.',
      }),
      timeZone: t.field({
        type: 'TimeZone',
        description: 'In which `localTime` is meant; without it the account’s.',
      }),
      agreedTo: t.field({
        type: [DeclarationRef],
        description: `${AGREED_TO} Without it nothing is said of missing ones.`,
      }),
      askTikTok: t.boolean({
        required: true,
        defaultValue: true,
        description:
          'Whether TikTok is asked what the creator may choose, as the mutation would. With false what it said within the last 7 days is taken.',
      }),
      accountId: t.id({ description: 'Where the post would go out.' }),
      mediaAssetId: t.id({ description: 'The video.' }),
      mode: t.field({ type: PostMode, description: CHOICE.mode }),
      caption: t.string({ description: CHOICE.caption }),
      privacyLevel: t.field({ type: PrivacyLevel, description: CHOICE.privacyLevel }),
      allowComment: t.boolean({ description: CHOICE.allowComment }),
      allowDuet: t.boolean({ description: CHOICE.allowDuet }),
      allowStitch: t.boolean({ description: CHOICE.allowStitch }),
      yourBrand: t.boolean({ description: CHOICE.yourBrand }),
      brandedContent: t.boolean({ description: CHOICE.brandedContent }),
      isAiGenerated: t.boolean({ description: CHOICE.isAiGenerated }),
      coverTimestampMs: t.int({ description: CHOICE.coverTimestampMs }),
    }) satisfies WithEveryChoice,
});

const PreflightSeverityRef = builder.enumType('PreflightSeverity', {
  description: 'What an item of a preflight means.',
  values: {
    REFUSED: { description: 'Publishing or scheduling it would be refused.' },
    WARNING: { description: 'It would be taken, and would not go out if nothing changes.' },
    CHANGE: { description: 'It would go out, but not as it was asked for.' },
  } as const,
});

const PreflightItemRef = builder.objectRef<PreflightItem>('PreflightItem').implement({
  description: 'One thing that would stop or change a post.',
  fields: (t) => ({
    severity: t.expose('severity', { type: PreflightSeverityRef, description: 'How bad it is.' }),
    code: t.expose('code', {
      type: ProblemCodeRef,
      description: 'The one that the mutation, the warning or the problem would have.',
    }),
    sentence: t.exposeString('sentence', { description: 'The same for people, in English.' }),
    nextStep: t.exposeString('nextStep', { description: 'What the caller or a person can do about it.' }),
    path: t.exposeStringList('path', {
      description: 'The field of the input at fault. Empty when no field is.',
    }),
    retryAt: t.expose('retryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is worth trying again; null where time alone does not help.',
    }),
  }),
});

const PreflightRef = builder.objectRef<Preflight>('Preflight').implement({
  description: 'What would become of a post. Nothing was written.',
  fields: (t) => ({
    wouldGoOut: t.boolean({
      description: 'Whether nothing that is known would stop it: no item is REFUSED or a WARNING.',
      resolve: ({ items }) => items.every(({ severity }) => severity === 'CHANGE'),
    }),
    items: t.expose('items', {
      type: [PreflightItemRef],
      description: 'Everything that would stop or change it; empty when it would go out as asked for.',
    }),
    publishAt: t.expose('publishAt', { type: 'DateTime', description: 'The instant that was looked at.' }),
    contentHash: t.exposeString('contentHash', {
      description: 'Of the content that was looked at; `Post.contentHash` of a post without changes.',
    }),
    requiredDeclarations: t.expose('requiredDeclarations', {
      type: [DeclarationRef],
      description: 'The texts of TikTok’s that have to be agreed to.',
    }),
    creatorInfoFetchedAt: t.expose('creatorInfoFetchedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When TikTok said what the creator may choose; null when that is not known, or not needed for a draft to the inbox.',
    }),
  }),
});

builder.queryField('preflight', (t) =>
  t.field({
    type: PreflightRef,
    description:
      'Says what would stop or change a post, by the rules of the mutations themselves, and changes nothing.',
    args: { input: t.arg({ type: PreflightInput, required: true }) },
    resolve: (_root, { input }, ctx) => {
      const given = Object.entries(input).filter(
        ([name, value]) => value !== null || name === 'privacyLevel' || name === 'coverTimestampMs',
      );
      return preflightPost(teamContext(ctx), {
        ...(Object.fromEntries(given) as {
          [Name in keyof typeof input]: Exclude<(typeof input)[Name], null>;
        }),
        postId: optionalRowId('Post', input.postId),
        accountId: optionalRowId('Account', input.accountId),
        mediaAssetId: optionalRowId('MediaAsset', input.mediaAssetId),
      });
    },
  }),
);
