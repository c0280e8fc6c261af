import type { InputField } from '../../graphql/graphql.ts';
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
  } satisfies Record<InputField<'CreatePostInput'>, unknown>;
}

/** The fields of `to` that differ from `from`. */
export function changedFields(
  from: ReturnType<typeof compositionInput>,
  to: ReturnType<typeof compositionInput>,
): Partial<ReturnType<typeof compositionInput>> {
  const before = new Map<string, unknown>(Object.entries(from));
  return Object.fromEntries(Object.entries(to).filter(([name, value]) => before.get(name) !== value));
}
