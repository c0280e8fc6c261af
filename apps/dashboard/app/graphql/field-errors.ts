import type { MutationFailure } from './mutation-failure.ts';

/**
 * The sentence for each input that the API found at fault.
 *
 * @param fields names of the inputs that the form has a place for; whatever is wrong elsewhere is left out
 */
export function fieldErrors<Field extends string>(
  failure: MutationFailure | null,
  fields: readonly Field[],
): Partial<Record<Field, string>> {
  if (failure === null) return {};
  const errors: Partial<Record<Field, string>> = {};
  for (const { path, sentence } of [...failure.issues, { path: failure.path, sentence: failure.sentence }]) {
    const field = fields.find((name) => path.includes(name));
    if (field) errors[field] ??= sentence;
  }
  return errors;
}
