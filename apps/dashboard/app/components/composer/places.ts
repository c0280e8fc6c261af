/** Names of inputs that the composer has a place for. */
export const PLACES = [
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
