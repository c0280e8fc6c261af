import { expect, it } from 'vitest';
import { changedFields, compositionInput, EMPTY_COMPOSITION, isDraftable } from './composition.ts';

const composition = { ...EMPTY_COMPOSITION, accountId: 'account', mediaAssetId: 'video' };

it('needs an account and a video to become a draft', () => {
  expect(isDraftable(EMPTY_COMPOSITION)).toBe(false);
  expect(isDraftable({ ...composition, mediaAssetId: null })).toBe(false);
  expect(isDraftable(composition)).toBe(true);
});

it('sends no brand flag while disclosure is off', () => {
  const chosen = { ...composition, yourBrand: true, brandedContent: true };
  expect(compositionInput(chosen)).toMatchObject({ yourBrand: false, brandedContent: false });
  expect(compositionInput({ ...chosen, disclose: true })).toMatchObject({
    yourBrand: true,
    brandedContent: true,
  });
  expect(compositionInput(chosen)).not.toHaveProperty('disclose');
});

it('sends only what has changed since the post was saved', () => {
  const before = compositionInput(composition);
  expect(changedFields(before, compositionInput(composition))).toEqual({});
  expect(
    changedFields(before, compositionInput({ ...composition, caption: 'New', privacyLevel: 'SELF_ONLY' })),
  ).toEqual({
    caption: 'New',
    privacyLevel: 'SELF_ONLY',
  });
});
