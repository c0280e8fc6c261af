import { PostMode, PrivacyLevel } from '@airdate/db';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  QuotaExceededError,
  TikTokRefusedError,
  ValidationError,
} from '../errors.ts';
import { optionalRowId, rowId } from '../global-id.ts';
import { builder } from '../graphql/builder.ts';
import { type RequestContext, teamContext } from '../graphql/request-context.ts';
import { cancelPost } from './cancel-post.ts';
import { createPost } from './create-post.ts';
import { PostRef } from './post.graphql.ts';
import './post-changed-error.graphql.ts';
import { CHOICE } from './describe-choices.graphql.ts';
import { PostChangedError } from './post-changed-error.ts';
import type { WithEveryChoice } from './post-choices.ts';
import { publishPost } from './publish-post.ts';
import { retryPost } from './retry-post.ts';
import { schedulePost } from './schedule-post.ts';
import { schedulePostInNextFreeSlot } from './schedule-post-in-next-free-slot.ts';
import { updatePost } from './update-post.ts';

const WRITE_ERRORS = [ValidationError, NotFoundError, ForbiddenError, ConflictError, PostChangedError];
export const PLAN_ERRORS = [...WRITE_ERRORS, QuotaExceededError, TikTokRefusedError];

export const DeclarationRef = builder.enumType('Declaration', {
  description: 'The texts of TikTok that a person agrees to before posting.',
  values: {
    MUSIC_USAGE: { description: "By posting, you agree to TikTok's Music Usage Confirmation." },
    BRANDED_CONTENT: { description: "By posting, you agree to TikTok's Branded Content Policy." },
  } as const,
});

const MEDIA_ASSET =
  'The video. It may still be uploading; it has to be READY before the post is published or scheduled.';

const CreatePostInput = builder.inputType('CreatePostInput', {
  description: 'What the draft begins with.',
  fields: (t) =>
    ({
      accountId: t.id({ required: true, description: 'Where the post goes out.' }),
      mediaAssetId: t.id({ required: true, description: MEDIA_ASSET }),
      mode: t.field({ type: PostMode, required: true, defaultValue: 'DIRECT', description: CHOICE.mode }),
      caption: t.string({ required: true, defaultValue: '', description: CHOICE.caption }),
      privacyLevel: t.field({ type: PrivacyLevel, description: CHOICE.privacyLevel }),
      allowComment: t.boolean({ required: true, defaultValue: false, description: CHOICE.allowComment }),
      allowDuet: t.boolean({ required: true, defaultValue: false, description: CHOICE.allowDuet }),
      allowStitch: t.boolean({ required: true, defaultValue: false, description: CHOICE.allowStitch }),
      yourBrand: t.boolean({ required: true, defaultValue: false, description: CHOICE.yourBrand }),
      brandedContent: t.boolean({ required: true, defaultValue: false, description: CHOICE.brandedContent }),
      isAiGenerated: t.boolean({ required: true, defaultValue: false, description: CHOICE.isAiGenerated }),
      coverTimestampMs: t.int({ description: CHOICE.coverTimestampMs }),
    }) satisfies WithEveryChoice,
});

/** Which texts a person agreed to. */
export const AGREED_TO =
  'The texts of TikTok’s that a person read and agreed to: MUSIC_USAGE, and BRANDED_CONTENT too for a paid partnership. May be empty for a draft to the inbox.';

/** The post as the person saw it. */
export const CONTENT_HASH_SEEN =
  '`Post.contentHash` of the post as the person saw it. A post that has changed since is refused with PostChangedError.';

const UpdatePostInput = builder.inputType('UpdatePostInput', {
  description:
    'Only the given fields change; null clears `privacyLevel` and `coverTimestampMs`, and leaves the others.',
  fields: (t) =>
    ({
      postId: t.id({ required: true, description: 'A post whose `availableActions` have EDIT.' }),
      contentHash: t.string({ description: `${CONTENT_HASH_SEEN} Without it the last writer wins.` }),
      accountId: t.id({ description: 'Where the post goes out.' }),
      mediaAssetId: t.id({ description: MEDIA_ASSET }),
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

const MAY_BE_SCHEDULED = 'A post whose `availableActions` have SCHEDULE.';

const PublishPostInput = builder.inputType('PublishPostInput', {
  description: 'The post, and what a person agreed to.',
  fields: (t) => ({
    postId: t.id({ required: true, description: 'A post whose `availableActions` have PUBLISH.' }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true, description: AGREED_TO }),
  }),
});

const SchedulePostInput = builder.inputType('SchedulePostInput', {
  description: 'The post, when it goes out, and what a person agreed to.',
  fields: (t) => ({
    postId: t.id({ required: true, description: MAY_BE_SCHEDULED }),
    localTime: t.field({
      type: 'LocalDateTime',
      required: true,
      description:
        'Still to come, and at most 366 days ahead. A time that daylight saving skips moves forward by the gap; of one that repeats the first is meant.',
    }),
    timeZone: t.field({ type: 'TimeZone', required: true, description: 'In which `localTime` is meant.' }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true, description: AGREED_TO }),
  }),
});

/** A post with what a person agrees to, among many. */
export const PostAgreementInput = builder.inputType('PostAgreementInput', {
  description: 'One of many posts, and what a person agreed to for it.',
  fields: (t) => ({
    postId: t.id({ required: true, description: `${MAY_BE_SCHEDULED} Named once.` }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true, description: AGREED_TO }),
  }),
});

const ScheduleInNextFreeSlotInput = builder.inputType('SchedulePostInNextFreeSlotInput', {
  description: 'The post, and what a person agreed to.',
  fields: (t) => ({
    postId: t.id({ required: true, description: MAY_BE_SCHEDULED }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true, description: AGREED_TO }),
  }),
});

const CancelPostInput = builder.inputType('CancelPostInput', {
  description: 'The post that is withdrawn.',
  fields: (t) => ({
    postId: t.id({ required: true, description: 'A post whose `availableActions` have CANCEL.' }),
  }),
});

const RetryPostInput = builder.inputType('RetryPostInput', {
  description: 'The post that goes off again.',
  fields: (t) => ({
    postId: t.id({ required: true, description: 'A post whose `availableActions` have RETRY.' }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
  }),
});

const postIdOf = (id: string) => rowId('Post', id);
const accountIdOf = (id: string) => rowId('Account', id);
const mediaAssetIdOf = (id: string) => rowId('MediaAsset', id);

builder.mutationFields((t) => {
  /** A post field whose verb runs first; then what the client selected is read. */
  const postField = <Args>(
    errors: typeof PLAN_ERRORS,
    run: (ctx: RequestContext, args: Args) => Promise<{ id: string }>,
  ) => ({
    type: PostRef,
    errors: { types: errors },
    resolve: async (query: object, _root: unknown, args: Args, ctx: RequestContext) => {
      const { id } = await run(ctx, args);
      return ctx.deps.db.post.findUniqueOrThrow({ ...query, where: { id } });
    },
  });

  return {
    createPost: t.prismaField({
      description:
        'Saves a draft. Nothing reaches TikTok before it is published or scheduled. Needs the role editor.',
      args: { input: t.arg({ type: CreatePostInput, required: true }) },
      ...postField(WRITE_ERRORS, (ctx, { input }: { input: typeof CreatePostInput.$inferInput }) =>
        createPost(teamContext(ctx), {
          ...input,
          accountId: accountIdOf(input.accountId),
          mediaAssetId: mediaAssetIdOf(input.mediaAssetId),
        }),
      ),
    }),
    updatePost: t.prismaField({
      description:
        'Changes a post that has not gone out. One that was scheduled becomes a draft again, because what was agreed to is another. Needs the role editor.',
      args: { input: t.arg({ type: UpdatePostInput, required: true }) },
      ...postField(WRITE_ERRORS, (ctx, { input }: { input: typeof UpdatePostInput.$inferInput }) =>
        updatePost(teamContext(ctx), {
          ...withoutNulls(input),
          postId: postIdOf(input.postId),
          accountId: optionalRowId('Account', input.accountId),
          mediaAssetId: optionalRowId('MediaAsset', input.mediaAssetId),
        }),
      ),
    }),
    publishPost: t.prismaField({
      description:
        'Agrees to the post and publishes it now. The answer comes before TikTok has it: follow `status`. Needs the role editor.',
      args: { input: t.arg({ type: PublishPostInput, required: true }) },
      ...postField(PLAN_ERRORS, (ctx, { input }: { input: typeof PublishPostInput.$inferInput }) =>
        publishPost(teamContext(ctx), { ...input, postId: postIdOf(input.postId) }),
      ),
    }),
    schedulePost: t.prismaField({
      description: 'Agrees to the post and plans it for a wall-clock time in a zone. Needs the role editor.',
      args: { input: t.arg({ type: SchedulePostInput, required: true }) },
      ...postField(PLAN_ERRORS, (ctx, { input }: { input: typeof SchedulePostInput.$inferInput }) =>
        schedulePost(teamContext(ctx), { ...input, postId: postIdOf(input.postId) }),
      ),
    }),
    schedulePostInNextFreeSlot: t.prismaField({
      description:
        'Agrees to the post and plans it for the next free slot of its account at which TikTok has room. No two posts get the same slot, however many ask at once. Needs the role editor.',
      args: { input: t.arg({ type: ScheduleInNextFreeSlotInput, required: true }) },
      ...postField(PLAN_ERRORS, (ctx, { input }: { input: typeof ScheduleInNextFreeSlotInput.$inferInput }) =>
        schedulePostInNextFreeSlot(teamContext(ctx), { ...input, postId: postIdOf(input.postId) }),
      ),
    }),
    cancelPost: t.prismaField({
      description:
        'Withdraws a post for good. Refused once a worker has taken it up, because TikTok may have it. Needs the role editor.',
      args: { input: t.arg({ type: CancelPostInput, required: true }) },
      ...postField(WRITE_ERRORS, (ctx, { input }: { input: typeof CancelPostInput.$inferInput }) =>
        cancelPost(teamContext(ctx), { postId: postIdOf(input.postId) }),
      ),
    }),
    retryPost: t.prismaField({
      description:
        'Sends a held or failed post off again as it was agreed to: at its time when that is still to come, else now. Needs the role editor.',
      args: { input: t.arg({ type: RetryPostInput, required: true }) },
      ...postField(PLAN_ERRORS, (ctx, { input }: { input: typeof RetryPostInput.$inferInput }) =>
        retryPost(teamContext(ctx), { ...input, postId: postIdOf(input.postId) }),
      ),
    }),
  };
});

/** Clears are explicit where they mean something; for the others null says "leave as it is". */
function withoutNulls<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], null> } {
  const clearable = new Set(['privacyLevel', 'coverTimestampMs']);
  const entries = Object.entries(input).filter(([key, value]) => value !== null || clearable.has(key));
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], null> };
}
