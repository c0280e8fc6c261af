import { type EnumValue, graphql, type InputField, type ResultOf } from '../../graphql/graphql.ts';
import type { PrivacyLevel } from '../post/privacy-level.ts';

/** `DIRECT` publishes on the profile; `INBOX` delivers a draft that the creator finishes in the TikTok app. */
export type Mode = EnumValue<'PostMode'>;

/** What a person has chosen so far. */
export type Composition = {
  accountId: string | null;
  mediaAssetId: string | null;
  mode: Mode;
  caption: string;
  privacyLevel: PrivacyLevel | null;
  allowComment: boolean;
  allowDuet: boolean;
  allowStitch: boolean;
  /** The disclosure toggle; the two choices below it count only while it is on. */
  disclose: boolean;
  yourBrand: boolean;
  brandedContent: boolean;
  isAiGenerated: boolean;
  coverTimestampMs: number | null;
};

/** Nothing is chosen for the person: no audience, no interaction, no disclosure. */
export const EMPTY_COMPOSITION: Composition = {
  accountId: null,
  mediaAssetId: null,
  mode: 'DIRECT',
  caption: '',
  privacyLevel: null,
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  disclose: false,
  yourBrand: false,
  brandedContent: false,
  isAiGenerated: false,
  coverTimestampMs: null,
};

export const Composition_PostFragment = graphql(`
  fragment Composition_PostFragment on Post @_unmask {
    account {
      id
    }
    allowComment
    allowDuet
    allowStitch
    brandedContent
    caption
    coverTimestampMs
    isAiGenerated
    mediaAsset {
      id
    }
    mode
    privacyLevel
    yourBrand
  }
`);

/** The names of what can be chosen, for people. */
export const CHOICE_LABELS = {
  accountId: 'Account',
  mediaAssetId: 'Video',
  mode: 'Delivery',
  caption: 'Caption',
  privacyLevel: 'Audience',
  allowComment: 'Comment',
  allowDuet: 'Duet',
  allowStitch: 'Stitch',
  yourBrand: 'Your brand',
  brandedContent: 'Branded content',
  isAiGenerated: 'AI-generated',
  coverTimestampMs: 'Cover',
} as const satisfies Record<InputField<'CreatePostInput'>, string>;

/** What was chosen for a post that is to be edited. */
export function compositionOf(post: ResultOf<typeof Composition_PostFragment>): DraftableComposition {
  const { account, mediaAsset, yourBrand, brandedContent } = post;
  return {
    accountId: account.id,
    mediaAssetId: mediaAsset.id,
    mode: post.mode,
    caption: post.caption,
    privacyLevel: post.privacyLevel,
    allowComment: post.allowComment,
    allowDuet: post.allowDuet,
    allowStitch: post.allowStitch,
    disclose: yourBrand || brandedContent,
    yourBrand,
    brandedContent,
    isAiGenerated: post.isAiGenerated,
    coverTimestampMs: post.coverTimestampMs,
  };
}

/** A composition that has what every draft needs. */
export type DraftableComposition = Composition & { accountId: string; mediaAssetId: string };

export function isDraftable(composition: Composition): composition is DraftableComposition {
  return composition.accountId !== null && composition.mediaAssetId !== null;
}

/** The fields that `createPost` and `updatePost` share. Without disclosure both brand flags are off. */
export function compositionInput(composition: DraftableComposition) {
  const { disclose, yourBrand, brandedContent, ...rest } = composition;
  return {
    ...rest,
    yourBrand: disclose && yourBrand,
    brandedContent: disclose && brandedContent,
  } satisfies Record<InputField<'CreatePostInput'>, unknown>;
}

/** Every choice as the API is told it. */
export type CompositionInput = ReturnType<typeof compositionInput>;

/** The fields of `to` that differ from `from`. */
export function changedFields(from: CompositionInput, to: CompositionInput): Partial<CompositionInput> {
  const before = new Map<string, unknown>(Object.entries(from));
  return Object.fromEntries(Object.entries(to).filter(([name, value]) => before.get(name) !== value));
}

/** Whether the composer has a place beside an input for what is wrong with it. */
const HAS_PLACE = {
  accountId: true,
  mediaAssetId: true,
  mode: false,
  caption: true,
  privacyLevel: true,
  allowComment: true,
  allowDuet: true,
  allowStitch: true,
  yourBrand: true,
  brandedContent: true,
  isAiGenerated: false,
  coverTimestampMs: true,
  localTime: true,
  timeZone: true,
} as const satisfies Record<InputField<'CreatePostInput'> | 'localTime' | 'timeZone', boolean>;

type Inputs = typeof HAS_PLACE;

export type Place = { [Input in keyof Inputs]: Inputs[Input] extends true ? Input : never }[keyof Inputs];

/** Names of inputs that the composer has a place for. */
export const PLACES = (Object.keys(HAS_PLACE) as (keyof Inputs)[]).filter(
  (input): input is Place => HAS_PLACE[input],
);
