import type { MutationFailure } from '../../graphql/mutation-failure.ts';

/** Names of inputs that the composer has a place for. */
const PLACES = [
  'accountId',
  'mediaAssetId',
  'caption',
  'privacyLevel',
  'allowComment',
  'allowDuet',
  'allowStitch',
  'yourBrand',
  'brandedContent',
  'coverTimestampMs',
  'localTime',
  'timeZone',
] as const;

export type Place = (typeof PLACES)[number];

/** The sentence for each input that the API found at fault. */
export function fieldErrors(failure: MutationFailure | null): Partial<Record<Place, string>> {
  if (!failure) return {};
  const errors: Partial<Record<Place, string>> = {};
  for (const { path, sentence } of [...failure.issues, { path: failure.path, sentence: failure.sentence }]) {
    const place = PLACES.find((name) => path.includes(name));
    if (place) errors[place] ??= sentence;
  }
  return errors;
}
