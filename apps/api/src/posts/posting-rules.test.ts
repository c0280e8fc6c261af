import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PostChoices } from './post-choices.ts';
import { type CreatorLimits, checkDirectPost, checkDraft, requiredDeclarations } from './posting-rules.ts';

const creator: CreatorLimits = {
  privacyLevelOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
  commentDisabled: false,
  duetDisabled: false,
  stitchDisabled: false,
  maxVideoPostDurationSeconds: 300,
};
const choices: PostChoices = {
  mode: 'DIRECT',
  caption: 'Morning at the harbour #harbour',
  privacyLevel: 'PUBLIC_TO_EVERYONE',
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  yourBrand: false,
  brandedContent: false,
  isAiGenerated: false,
  coverTimestampMs: null,
};
const video = { durationSeconds: 300 };

type Case = [
  title: string,
  change: { choices?: Partial<PostChoices>; creator?: Partial<CreatorLimits>; video?: Partial<typeof video> },
  codes: string[],
];

const CASES: Case[] = [
  ['everything as offered', {}, []],
  ['no audience chosen', { choices: { privacyLevel: null } }, ['privacy_level_required']],
  [
    'an audience that is not offered',
    { choices: { privacyLevel: 'FOLLOWER_OF_CREATOR' } },
    ['privacy_level_not_offered'],
  ],
  ['only me', { choices: { privacyLevel: 'SELF_ONLY' } }, []],
  [
    'branded content for only me',
    { choices: { privacyLevel: 'SELF_ONLY', brandedContent: true } },
    ['privacy_level_conflicts_with_branded_content'],
  ],
  ['your brand for only me', { choices: { privacyLevel: 'SELF_ONLY', yourBrand: true } }, []],
  [
    'branded content for friends',
    { choices: { privacyLevel: 'MUTUAL_FOLLOW_FRIENDS', brandedContent: true } },
    [],
  ],
  ['comments where the creator allows them', { choices: { allowComment: true } }, []],
  [
    'every interaction where the creator allows none',
    {
      choices: { allowComment: true, allowDuet: true, allowStitch: true },
      creator: { commentDisabled: true, duetDisabled: true, stitchDisabled: true },
    },
    ['interaction_disabled_by_creator', 'interaction_disabled_by_creator', 'interaction_disabled_by_creator'],
  ],
  ['interactions off where the creator allows none', { creator: { commentDisabled: true } }, []],
  ['a video as long as allowed', { video: { durationSeconds: 300 } }, []],
  ['a video a little longer', { video: { durationSeconds: 300.04 } }, ['video_too_long']],
  ['a cover on the last frame', { choices: { coverTimestampMs: 300_000 } }, []],
  ['a cover behind the end', { choices: { coverTimestampMs: 300_001 } }, ['cover_outside_video']],
  ['a cover before the start', { choices: { coverTimestampMs: -1 } }, ['cover_outside_video']],
];

describe('a direct post is judged as TikTok’s posting screen would', () => {
  test.each(CASES)('%s', (_title, change, codes) => {
    const issues = checkDirectPost(
      { ...choices, ...change.choices },
      { ...creator, ...change.creator },
      { ...video, ...change.video },
    );
    expect(issues.map(({ code }) => code)).toEqual(codes);
  });
});

test('captions are counted in UTF-16 units, whatever they are made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1200 }), fc.nat(40), (text, padding) => {
      const caption = (text + text).slice(0, 2200 - padding) + 'x'.repeat(padding);
      expect(checkDraft({ ...choices, caption })).toEqual([]);
      const tooLong = `${caption.padEnd(2200, 'y')}z`;
      expect(checkDraft({ ...choices, caption: tooLong }).map(({ code }) => code)).toEqual([
        'caption_too_long',
      ]);
    }),
  );
});

test('branded content needs both declarations, everything else the music confirmation', () => {
  expect(requiredDeclarations({ brandedContent: true })).toEqual(['BRANDED_CONTENT', 'MUSIC_USAGE']);
  expect(requiredDeclarations({ brandedContent: false })).toEqual(['MUSIC_USAGE']);
});
