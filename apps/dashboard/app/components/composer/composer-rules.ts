import type { EnumValue } from '../../graphql/graphql.ts';
import { CAPTION_MAX_UNITS, captionUnits } from '../../lib/caption.ts';
import { formatSeconds } from '../../lib/quantity.ts';
import { type PrivacyLevel, privacyLabel } from '../post/privacy-level.ts';
import type { Composition } from './composition.ts';

/**
 * What TikTok requires of the screen that posts are made on. Source of every rule and quoted sentence: "Content Sharing
 * Guidelines", required UX implementation (checked 2026-11).
 */

export type Interaction = 'allowComment' | 'allowDuet' | 'allowStitch';
export type Declaration = EnumValue<'Declaration'>;

/** What TikTok just said about the creator. */
export type Creator = {
  commentDisabled: boolean;
  duetDisabled: boolean;
  stitchDisabled: boolean;
  maxVideoPostDurationSeconds: number;
  privacyLevelOptions: readonly PrivacyLevel[];
  /** Set when the creator may post nothing now. */
  refusal: { sentence: string; nextStep: string } | null;
};

export type Video = {
  status: EnumValue<'MediaStatus'>;
  durationSeconds: number | null;
};

/** Where on the screen something is missing. */
type ComposerField = 'account' | 'media' | 'caption' | 'privacyLevel' | 'disclosure';
export type Blocker = { field: ComposerField; sentence: string };

export const DISCLOSURE_NEEDED =
  'You need to indicate if your content promotes yourself, a third party, or both.';
export const BRANDED_CONTENT_NOT_PRIVATE = 'Branded content visibility cannot be set to private.';
export const INBOX_NOTICE =
  'TikTok sends the creator an inbox notification. Open it in the TikTok app to edit the video and to publish it.';
export const PROCESSING_NOTICE =
  'After you publish, it may take a few minutes for the video to be processed and to show on the profile.';

function disclosesBrandedContent(composition: Composition): boolean {
  return composition.disclose && composition.brandedContent;
}

/** Exactly the audiences that TikTok offers, in its order; one that cannot be combined says why. */
export function privacyOptions(composition: Composition, creator: Creator) {
  return creator.privacyLevelOptions.map((value) => ({
    value,
    label: privacyLabel(value),
    disabledBecause:
      value === 'SELF_ONLY' && disclosesBrandedContent(composition) ? BRANDED_CONTENT_NOT_PRIVATE : null,
  }));
}

/** Whether the creator's own settings switch an interaction off. */
export function interactionDisabled(interaction: Interaction, creator: Creator): boolean {
  switch (interaction) {
    case 'allowComment':
      return creator.commentDisabled;
    case 'allowDuet':
      return creator.duetDisabled;
    case 'allowStitch':
      return creator.stitchDisabled;
  }
}

/** Why "Branded content" cannot be chosen, or null. */
export function brandedContentDisabledBecause(composition: Composition): string | null {
  return composition.privacyLevel === 'SELF_ONLY' ? BRANDED_CONTENT_NOT_PRIVATE : null;
}

/** How TikTok will label the video, or null without disclosure. */
export function labelNotice(composition: Composition): string | null {
  if (!composition.disclose) return null;
  if (composition.brandedContent) return "Your video will be labeled as 'Paid partnership'.";
  if (composition.yourBrand) return "Your video will be labeled as 'Promotional content'.";
  return null;
}

/** The texts that publishing agrees to. A draft for the inbox agrees to none: that happens in the TikTok app. */
export function declarations(composition: Composition): Declaration[] {
  if (composition.mode === 'INBOX') return [];
  return disclosesBrandedContent(composition) ? ['BRANDED_CONTENT', 'MUSIC_USAGE'] : ['MUSIC_USAGE'];
}

/** Everything that stands in the way of publishing, in the order of the screen; empty when nothing does. */
export function publishBlockers(
  composition: Composition,
  creator: Creator | null,
  video: Video | null,
): Blocker[] {
  const blockers: Blocker[] = [];
  const block = (field: ComposerField, sentence: string) => blockers.push({ field, sentence });

  if (!composition.accountId) block('account', 'Choose an account.');
  else if (composition.mode === 'DIRECT' && creator === null)
    block('account', 'TikTok has not said yet what this account may post.');
  else if (composition.mode === 'DIRECT' && creator?.refusal) block('account', creator.refusal.sentence);

  const mediaProblem = videoProblem(video, composition.mode === 'DIRECT' ? creator : null);
  if (mediaProblem) block('media', mediaProblem);

  if (captionUnits(composition.caption) > CAPTION_MAX_UNITS) {
    block(
      'caption',
      `The caption is too long: TikTok takes at most ${CAPTION_MAX_UNITS.toLocaleString('en')} characters.`,
    );
  }
  if (composition.mode === 'INBOX') return blockers;
  if (!composition.privacyLevel) block('privacyLevel', 'Choose who can view this video.');
  else if (creator !== null && !creator.privacyLevelOptions.includes(composition.privacyLevel)) {
    block('privacyLevel', 'TikTok does not offer this choice to the account. Choose again.');
  } else if (composition.privacyLevel === 'SELF_ONLY' && disclosesBrandedContent(composition)) {
    block('privacyLevel', BRANDED_CONTENT_NOT_PRIVATE);
  }
  if (composition.disclose && !composition.yourBrand && !composition.brandedContent) {
    block('disclosure', DISCLOSURE_NEEDED);
  }
  return blockers;
}

/** Why the video cannot be posted by this creator, or null. */
export function videoProblem(video: Video | null, creator: Creator | null): string | null {
  if (video === null) return 'Choose a video.';
  if (video.status === 'UPLOADING') return 'The upload of this video is not finished.';
  if (video.status === 'PROBING') return 'The video is still being checked.';
  if (video.status === 'REJECTED') return 'TikTok would refuse this video. Choose another one.';
  const limit = creator?.maxVideoPostDurationSeconds;
  if (limit !== undefined && video.durationSeconds !== null && video.durationSeconds > limit) {
    return `The video is ${formatSeconds(video.durationSeconds)} long. This account can post at most ${formatSeconds(limit)}.`;
  }
  return null;
}

/** Takes back choices that this creator does not have, for example in a draft made before the creator's settings changed. */
export function withoutUnavailableChoices(composition: Composition, creator: Creator): Composition {
  const offered =
    composition.privacyLevel !== null && creator.privacyLevelOptions.includes(composition.privacyLevel);
  return {
    ...composition,
    privacyLevel: offered ? composition.privacyLevel : null,
    allowComment: composition.allowComment && !creator.commentDisabled,
    allowDuet: composition.allowDuet && !creator.duetDisabled,
    allowStitch: composition.allowStitch && !creator.stitchDisabled,
  };
}

/** The same post for another account: what depends on the creator is to be chosen again. */
export function forAccount(composition: Composition, accountId: string): Composition {
  if (composition.accountId === accountId) return composition;
  return {
    ...composition,
    accountId,
    privacyLevel: null,
    allowComment: false,
    allowDuet: false,
    allowStitch: false,
  };
}
