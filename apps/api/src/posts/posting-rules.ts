import { utf16Length, VIDEO_TITLE_MAX_UTF16 } from '@airdate/tiktok';
import type { ValidationIssue } from '../errors.ts';
import type { FailureCode } from '../failure-codes.ts';
import type { PostChoices } from './post-choices.ts';

/** What TikTok says this creator may choose from right now. */
export type CreatorLimits = {
  privacyLevelOptions: string[];
  commentDisabled: boolean;
  duetDisabled: boolean;
  stitchDisabled: boolean;
  maxVideoPostDurationSeconds: number;
};

/** What a post that was agreed to breaks only when its creator changes something in TikTok. */
export const CREATOR_RULES: ReadonlySet<FailureCode> = new Set([
  'privacy_level_not_offered',
  'interaction_disabled_by_creator',
  'video_too_long',
]);

export const DECLARATIONS = ['MUSIC_USAGE', 'BRANDED_CONTENT'] as const;
export type Declaration = (typeof DECLARATIONS)[number];

/**
 * The texts that must be agreed to before posting.
 *
 * @see Content Sharing Guidelines, "Compliance requirements" (checked 2026-11)
 */
export function requiredDeclarations(choices: Pick<PostChoices, 'brandedContent'>): Declaration[] {
  return choices.brandedContent ? ['BRANDED_CONTENT', 'MUSIC_USAGE'] : ['MUSIC_USAGE'];
}

/** Rules that hold for a draft already. @returns every broken rule, in the order of the form */
export function checkDraft(choices: PostChoices): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const length = utf16Length(choices.caption);
  if (length > VIDEO_TITLE_MAX_UTF16) {
    issues.push({
      code: 'caption_too_long',
      path: ['caption'],
      message: `The caption has ${length} UTF-16 units; TikTok allows ${VIDEO_TITLE_MAX_UTF16}.`,
    });
  }
  if (choices.coverTimestampMs !== null && choices.coverTimestampMs < 0) {
    issues.push({
      code: 'cover_outside_video',
      path: ['coverTimestampMs'],
      message: 'The cover time starts at 0.',
    });
  }
  return issues;
}

/**
 * Everything that TikTok's posting screen would have prevented, for a direct post that is about to be agreed to.
 *
 * @param video `durationSeconds` as probed; null when unknown
 * @returns every broken rule, in the order of the form
 * @see Content Sharing Guidelines, "Required UX implementation" (checked 2026-11)
 */
export function checkDirectPost(
  choices: PostChoices,
  creator: CreatorLimits,
  video: { durationSeconds: number | null },
): ValidationIssue[] {
  const issues = [
    ...checkDraft(choices),
    ...checkPrivacy(choices, creator),
    ...checkInteractions(choices, creator),
  ];
  const duration = video.durationSeconds;
  if (duration !== null && duration > creator.maxVideoPostDurationSeconds) {
    issues.push({
      code: 'video_too_long',
      path: ['mediaAssetId'],
      message: `The video lasts ${duration.toFixed(1)} s; this creator may post ${creator.maxVideoPostDurationSeconds} s.`,
    });
  }
  if (duration !== null && choices.coverTimestampMs !== null && choices.coverTimestampMs > duration * 1000) {
    issues.push({
      code: 'cover_outside_video',
      path: ['coverTimestampMs'],
      message: `The cover time lies behind the end of the video (${Math.floor(duration * 1000)} ms).`,
    });
  }
  return issues;
}

function checkPrivacy(choices: PostChoices, creator: CreatorLimits): ValidationIssue[] {
  const path = ['privacyLevel'];
  const level = choices.privacyLevel;
  if (level === null) {
    return [
      { code: 'privacy_level_required', path, message: 'Choose who can see this post; there is no default.' },
    ];
  }
  if (!creator.privacyLevelOptions.includes(level)) {
    const offered = creator.privacyLevelOptions.join(', ');
    return [
      {
        code: 'privacy_level_not_offered',
        path,
        message: `TikTok offers this creator ${offered}; not ${level}.`,
      },
    ];
  }
  if (level === 'SELF_ONLY' && choices.brandedContent) {
    return [
      {
        code: 'privacy_level_conflicts_with_branded_content',
        path,
        message: 'Branded content visibility cannot be set to private.',
      },
    ];
  }
  return [];
}

function checkInteractions(choices: PostChoices, creator: CreatorLimits): ValidationIssue[] {
  const controls = [
    {
      field: 'allowComment',
      wanted: choices.allowComment,
      disabled: creator.commentDisabled,
      noun: 'comments',
    },
    { field: 'allowDuet', wanted: choices.allowDuet, disabled: creator.duetDisabled, noun: 'duets' },
    { field: 'allowStitch', wanted: choices.allowStitch, disabled: creator.stitchDisabled, noun: 'stitches' },
  ];
  return controls
    .filter(({ wanted, disabled }) => wanted && disabled)
    .map(({ field, noun }) => ({
      code: 'interaction_disabled_by_creator',
      path: [field],
      message: `The creator turned ${noun} off in TikTok, so this post cannot allow them.`,
    }));
}
