import { PostMode, PrivacyLevel } from '@airdate/db';
import { z } from 'zod';
import { LocalTimeInput } from '../schedules/local-time-input.ts';
import { TimeZoneInput } from '../teams/time-zone.ts';
import type { PostChoice, PostChoices, WithEveryChoice } from './post-choices.ts';
import { DECLARATIONS } from './posting-rules.ts';

/** In the order in which `contentHash` reads them. */
const Choices = {
  mode: z.enum(PostMode),
  caption: z.string(),
  privacyLevel: z.enum(PrivacyLevel).nullable(),
  allowComment: z.boolean(),
  allowDuet: z.boolean(),
  allowStitch: z.boolean(),
  yourBrand: z.boolean(),
  brandedContent: z.boolean(),
  isAiGenerated: z.boolean(),
  coverTimestampMs: z.number().int().nullable(),
} satisfies { [Choice in PostChoice]: z.ZodType<PostChoices[Choice]> };

export const POST_CHOICES = Object.keys(Choices) as readonly PostChoice[];

export const CreatePostInput = z.object({
  accountId: z.string(),
  mediaAssetId: z.string(),
  mode: Choices.mode.default('DIRECT'),
  caption: Choices.caption.default(''),
  privacyLevel: Choices.privacyLevel.default(null),
  allowComment: Choices.allowComment.default(false),
  allowDuet: Choices.allowDuet.default(false),
  allowStitch: Choices.allowStitch.default(false),
  yourBrand: Choices.yourBrand.default(false),
  brandedContent: Choices.brandedContent.default(false),
  isAiGenerated: Choices.isAiGenerated.default(false),
  coverTimestampMs: Choices.coverTimestampMs.default(null),
} satisfies WithEveryChoice);
export type CreatePostInput = z.input<typeof CreatePostInput>;

const Changes = z.object({ accountId: z.string(), mediaAssetId: z.string(), ...Choices }).partial();

export const UpdatePostInput = Changes.extend({ postId: z.string(), contentHash: z.string().optional() });
export type UpdatePostInput = z.input<typeof UpdatePostInput>;

export const PreflightInput = Changes.extend({
  postId: z.string().optional(),
  localTime: LocalTimeInput.optional(),
  timeZone: TimeZoneInput.optional(),
  agreedTo: z.array(z.enum(DECLARATIONS)).optional(),
  askTikTok: z.boolean().default(true),
});
export type PreflightInput = z.input<typeof PreflightInput>;
