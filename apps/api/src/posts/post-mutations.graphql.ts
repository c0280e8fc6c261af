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

const CreatePostInput = builder.inputType('CreatePostInput', {
  fields: (t) =>
    ({
      accountId: t.id({ required: true }),
      mediaAssetId: t.id({ required: true }),
      mode: t.field({ type: PostMode, required: true, defaultValue: 'DIRECT' }),
      caption: t.string({ required: true, defaultValue: '', description: 'At most 2200 UTF-16 units.' }),
      privacyLevel: t.field({
        type: PrivacyLevel,
        description: 'Needed before publishing; there is no default.',
      }),
      allowComment: t.boolean({ required: true, defaultValue: false }),
      allowDuet: t.boolean({ required: true, defaultValue: false }),
      allowStitch: t.boolean({ required: true, defaultValue: false }),
      yourBrand: t.boolean({
        required: true,
        defaultValue: false,
        description: 'Promotes the creator’s own business.',
      }),
      brandedContent: t.boolean({ required: true, defaultValue: false, description: 'A paid partnership.' }),
      isAiGenerated: t.boolean({ required: true, defaultValue: false }),
      coverTimestampMs: t.int({ description: 'Which frame becomes the cover.' }),
    }) satisfies WithEveryChoice,
});

/** The post as the person saw it. */
export const CONTENT_HASH_SEEN =
  '`Post.contentHash` of the post as the person saw it. A post that has changed since is refused with PostChangedError.';

const UpdatePostInput = builder.inputType('UpdatePostInput', {
  description: 'Only the given fields change.',
  fields: (t) =>
    ({
      postId: t.id({ required: true }),
      contentHash: t.string({ description: `${CONTENT_HASH_SEEN} Without it the last writer wins.` }),
      accountId: t.id(),
      mediaAssetId: t.id(),
      mode: t.field({ type: PostMode }),
      caption: t.string(),
      privacyLevel: t.field({ type: PrivacyLevel }),
      allowComment: t.boolean(),
      allowDuet: t.boolean(),
      allowStitch: t.boolean(),
      yourBrand: t.boolean(),
      brandedContent: t.boolean(),
      isAiGenerated: t.boolean(),
      coverTimestampMs: t.int(),
    }) satisfies WithEveryChoice,
});

const PublishPostInput = builder.inputType('PublishPostInput', {
  fields: (t) => ({
    postId: t.id({ required: true }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true }),
  }),
});

const SchedulePostInput = builder.inputType('SchedulePostInput', {
  fields: (t) => ({
    postId: t.id({ required: true }),
    localTime: t.field({
      type: 'LocalDateTime',
      required: true,
      description: 'For example 2026-03-29T09:00.',
    }),
    timeZone: t.field({ type: 'TimeZone', required: true }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true }),
  }),
});

/** A post with what a person agrees to, among many. */
export const PostAgreementInput = builder.inputType('PostAgreementInput', {
  fields: (t) => ({
    postId: t.id({ required: true }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true }),
  }),
});

const ScheduleInNextFreeSlotInput = builder.inputType('SchedulePostInNextFreeSlotInput', {
  fields: (t) => ({
    postId: t.id({ required: true }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
    agreedTo: t.field({ type: [DeclarationRef], required: true }),
  }),
});

const CancelPostInput = builder.inputType('CancelPostInput', {
  fields: (t) => ({ postId: t.id({ required: true }) }),
});

const RetryPostInput = builder.inputType('RetryPostInput', {
  fields: (t) => ({
    postId: t.id({ required: true }),
    contentHash: t.string({ required: true, description: CONTENT_HASH_SEEN }),
  }),
});

const postIdOf = (id: string) => rowId('Post', id, ['input', 'postId']);
const accountIdOf = (id: string) => rowId('Account', id, ['input', 'accountId']);
const mediaAssetIdOf = (id: string) => rowId('MediaAsset', id, ['input', 'mediaAssetId']);

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
      args: { input: t.arg({ type: UpdatePostInput, required: true }) },
      ...postField(WRITE_ERRORS, (ctx, { input }: { input: typeof UpdatePostInput.$inferInput }) =>
        updatePost(teamContext(ctx), {
          ...withoutNulls(input),
          postId: postIdOf(input.postId),
          accountId: optionalRowId('Account', input.accountId, ['input', 'accountId']),
          mediaAssetId: optionalRowId('MediaAsset', input.mediaAssetId, ['input', 'mediaAssetId']),
        }),
      ),
    }),
    publishPost: t.prismaField({
      description: 'Agrees to the post and publishes it now.',
      args: { input: t.arg({ type: PublishPostInput, required: true }) },
      ...postField(PLAN_ERRORS, (ctx, { input }: { input: typeof PublishPostInput.$inferInput }) =>
        publishPost(teamContext(ctx), { ...input, postId: postIdOf(input.postId) }),
      ),
    }),
    schedulePost: t.prismaField({
      description: 'Agrees to the post and plans it for a wall-clock time in a zone.',
      args: { input: t.arg({ type: SchedulePostInput, required: true }) },
      ...postField(PLAN_ERRORS, (ctx, { input }: { input: typeof SchedulePostInput.$inferInput }) =>
        schedulePost(teamContext(ctx), { ...input, postId: postIdOf(input.postId) }),
      ),
    }),
    schedulePostInNextFreeSlot: t.prismaField({
      description:
        'Agrees to the post and plans it for the next free slot of its account at which TikTok has room. No two posts get the same slot, however many ask at once.',
      args: { input: t.arg({ type: ScheduleInNextFreeSlotInput, required: true }) },
      ...postField(PLAN_ERRORS, (ctx, { input }: { input: typeof ScheduleInNextFreeSlotInput.$inferInput }) =>
        schedulePostInNextFreeSlot(teamContext(ctx), { ...input, postId: postIdOf(input.postId) }),
      ),
    }),
    cancelPost: t.prismaField({
      args: { input: t.arg({ type: CancelPostInput, required: true }) },
      ...postField(WRITE_ERRORS, (ctx, { input }: { input: typeof CancelPostInput.$inferInput }) =>
        cancelPost(teamContext(ctx), { postId: postIdOf(input.postId) }),
      ),
    }),
    retryPost: t.prismaField({
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
