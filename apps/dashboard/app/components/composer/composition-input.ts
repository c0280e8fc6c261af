import type { Composition } from './composer-rules.ts';

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
  };
}
