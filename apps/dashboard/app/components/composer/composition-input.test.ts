import { expect, it } from 'vitest';
import { EMPTY_COMPOSITION } from './composer-rules.ts';
import { compositionInput, isDraftable } from './composition-input.ts';

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
