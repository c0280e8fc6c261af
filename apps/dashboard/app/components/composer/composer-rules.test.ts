import { describe, expect, it } from 'vitest';
import { privacyLabel } from '../post/privacy-level.ts';
import {
  BRANDED_CONTENT_NOT_PRIVATE,
  brandedContentDisabledBecause,
  type Creator,
  DISCLOSURE_NEEDED,
  declarations,
  forAccount,
  interactionDisabled,
  labelNotice,
  privacyOptions,
  publishBlockers,
  type Video,
  withoutUnavailableChoices,
} from './composer-rules.ts';
import { type Composition, EMPTY_COMPOSITION } from './composition.ts';

const CREATOR: Creator = {
  commentDisabled: false,
  duetDisabled: false,
  stitchDisabled: false,
  maxVideoPostDurationSeconds: 300,
  privacyLevelOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
  refusal: null,
};
const VIDEO: Video = { status: 'READY', durationSeconds: 30 };
const COMPLETE: Composition = {
  ...EMPTY_COMPOSITION,
  accountId: 'account',
  mediaAssetId: 'video',
  privacyLevel: 'PUBLIC_TO_EVERYONE',
};
const DISCLOSED: Composition = { ...COMPLETE, disclose: true };

const sentences = (
  composition: Composition,
  creator: Creator | null = CREATOR,
  video: Video | null = VIDEO,
) => publishBlockers(composition, creator, video).map(({ sentence }) => sentence);
const fields = (...args: Parameters<typeof publishBlockers>) =>
  publishBlockers(...args).map(({ field }) => field);

describe('the checklist of the Content Sharing Guidelines', () => {
  it('1: nothing goes out before TikTok has said what the creator may post', () => {
    expect(fields(COMPLETE, null, VIDEO)).toEqual(['account']);
  });

  it('3: a creator who may post nothing now blocks the button, with the reason', () => {
    const refusal = { sentence: 'This creator posted too much today.', nextStep: 'Try again tomorrow.' };
    expect(sentences(COMPLETE, { ...CREATOR, refusal })).toEqual(['This creator posted too much today.']);
  });

  it.each([
    [299.9, []],
    [300, []],
    [300.1, ['The video is 5:00 long. This account can post at most 5:00.']],
    [301, ['The video is 5:01 long. This account can post at most 5:00.']],
    [null, []],
  ])('4: of a video of %s seconds with 300 allowed it says %j', (durationSeconds, expected) => {
    expect(sentences(COMPLETE, CREATOR, { status: 'READY', durationSeconds })).toEqual(expected);
  });

  it('5: the caption may be empty, may have 2,200 code units, and not one more', () => {
    expect(sentences({ ...COMPLETE, caption: '' })).toEqual([]);
    expect(sentences({ ...COMPLETE, caption: 'x'.repeat(2200) })).toEqual([]);
    expect(fields({ ...COMPLETE, caption: 'x'.repeat(2201) }, CREATOR, VIDEO)).toEqual(['caption']);
  });

  it.each([
    [['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'] as const],
    [['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'] as const],
    [['SELF_ONLY'] as const],
    [[] as const],
  ])('6: the audiences are exactly %j, in that order', (privacyLevelOptions) => {
    const options = privacyOptions(COMPLETE, { ...CREATOR, privacyLevelOptions });
    expect(options.map(({ value }) => value)).toEqual(privacyLevelOptions);
    expect(options.map(({ label }) => label)).toEqual(privacyLevelOptions.map(privacyLabel));
  });

  it('7: no audience is chosen beforehand, and without one nothing goes out', () => {
    expect(EMPTY_COMPOSITION.privacyLevel).toBeNull();
    expect(sentences({ ...COMPLETE, privacyLevel: null })).toEqual(['Choose who can view this video.']);
  });

  it('7: an audience that is not offered any more does not count as chosen', () => {
    const composition: Composition = { ...COMPLETE, privacyLevel: 'FOLLOWER_OF_CREATOR' };
    expect(fields(composition, CREATOR, VIDEO)).toEqual(['privacyLevel']);
    expect(withoutUnavailableChoices(composition, CREATOR).privacyLevel).toBeNull();
  });

  it('8: comments, duets and stitches are off at first', () => {
    const { allowComment, allowDuet, allowStitch } = EMPTY_COMPOSITION;
    expect([allowComment, allowDuet, allowStitch]).toEqual([false, false, false]);
  });

  it.each([
    ['allowComment', 'commentDisabled'],
    ['allowDuet', 'duetDisabled'],
    ['allowStitch', 'stitchDisabled'],
  ] as const)('9: %s cannot be turned on when the creator has %s', (interaction, setting) => {
    const creator = { ...CREATOR, [setting]: true };
    expect(interactionDisabled(interaction, CREATOR)).toBe(false);
    expect(interactionDisabled(interaction, creator)).toBe(true);
    const all = { ...COMPLETE, allowComment: true, allowDuet: true, allowStitch: true };
    expect(withoutUnavailableChoices(all, creator)).toEqual({ ...all, [interaction]: false });
  });

  it('11: disclosure is off at first', () => {
    const { disclose, yourBrand, brandedContent } = EMPTY_COMPOSITION;
    expect([disclose, yourBrand, brandedContent]).toEqual([false, false, false]);
  });

  it('12: both kinds can be chosen, alone and together', () => {
    for (const [yourBrand, brandedContent] of [
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      expect(sentences({ ...DISCLOSED, yourBrand, brandedContent })).toEqual([]);
    }
  });

  it('13: disclosure without a kind blocks the button with TikTok’s words', () => {
    expect(sentences(DISCLOSED)).toEqual([
      'You need to indicate if your content promotes yourself, a third party, or both.',
    ]);
    expect(DISCLOSURE_NEEDED).toBe(sentences(DISCLOSED)[0]);
  });

  it.each([
    [false, false, null],
    [true, false, "Your video will be labeled as 'Promotional content'."],
    [false, true, "Your video will be labeled as 'Paid partnership'."],
    [true, true, "Your video will be labeled as 'Paid partnership'."],
  ])(
    '14, 15: your brand %s and branded content %s announce the label %j',
    (yourBrand, brandedContent, label) => {
      expect(labelNotice({ ...DISCLOSED, yourBrand, brandedContent })).toBe(label);
      expect(labelNotice({ ...COMPLETE, yourBrand, brandedContent })).toBeNull();
    },
  );

  it('16: branded content for “only me” can never go out', () => {
    const composition: Composition = { ...DISCLOSED, brandedContent: true, privacyLevel: 'SELF_ONLY' };
    expect(sentences(composition)).toEqual(['Branded content visibility cannot be set to private.']);
    expect(sentences({ ...composition, privacyLevel: 'MUTUAL_FOLLOW_FRIENDS' })).toEqual([]);
    expect(sentences({ ...composition, brandedContent: false, yourBrand: true })).toEqual([]);
  });

  it('17: “only me” first makes branded content unavailable and says why', () => {
    expect(brandedContentDisabledBecause({ ...DISCLOSED, privacyLevel: 'SELF_ONLY' })).toBe(
      BRANDED_CONTENT_NOT_PRIVATE,
    );
    expect(brandedContentDisabledBecause(DISCLOSED)).toBeNull();
    expect(brandedContentDisabledBecause({ ...DISCLOSED, privacyLevel: null })).toBeNull();
  });

  it('18: branded content first makes “only me” unavailable with TikTok’s words', () => {
    const reasons = (composition: Composition) =>
      privacyOptions(composition, CREATOR).map(({ disabledBecause }) => disabledBecause);
    expect(reasons({ ...DISCLOSED, brandedContent: true })).toEqual([
      null,
      null,
      'Branded content visibility cannot be set to private.',
    ]);
    expect(reasons({ ...DISCLOSED, yourBrand: true })).toEqual([null, null, null]);
    expect(reasons({ ...COMPLETE, brandedContent: true })).toEqual([null, null, null]);
  });

  it.each([
    [false, false, false, ['MUSIC_USAGE']],
    [true, true, false, ['MUSIC_USAGE']],
    [true, false, true, ['BRANDED_CONTENT', 'MUSIC_USAGE']],
    [true, true, true, ['BRANDED_CONTENT', 'MUSIC_USAGE']],
  ])(
    '19, 20: disclosure %s, your brand %s, branded content %s agree to %j',
    (disclose, yourBrand, brandedContent, expected) => {
      expect(declarations({ ...COMPLETE, disclose, yourBrand, brandedContent })).toEqual(expected);
    },
  );

  it('30: an inbox upload asks for no choices that are made in the TikTok app', () => {
    const inbox: Composition = {
      ...EMPTY_COMPOSITION,
      accountId: 'account',
      mediaAssetId: 'video',
      mode: 'INBOX',
    };
    expect(sentences(inbox, null)).toEqual([]);
    expect(declarations(inbox)).toEqual([]);
  });
});

describe('the video', () => {
  it.each([
    [null, 'Choose a video.'],
    ['UPLOADING', 'The upload of this video is not finished.'],
    ['PROBING', 'The video is still being checked.'],
    ['REJECTED', 'TikTok would refuse this video. Choose another one.'],
  ] as const)('%s blocks with “%s”', (status, sentence) => {
    expect(sentences(COMPLETE, CREATOR, status && { status, durationSeconds: null })).toEqual([sentence]);
  });
});

describe('another account', () => {
  it('starts with nothing chosen that depends on the creator, and keeps the rest', () => {
    const before: Composition = {
      ...DISCLOSED,
      caption: 'Hello',
      allowComment: true,
      allowDuet: true,
      yourBrand: true,
    };
    expect(forAccount(before, 'other')).toEqual({
      ...before,
      accountId: 'other',
      privacyLevel: null,
      allowComment: false,
      allowDuet: false,
    });
  });

  it('changes nothing when it is the same one', () => {
    expect(forAccount(COMPLETE, 'account')).toBe(COMPLETE);
  });
});
