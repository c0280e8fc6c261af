import type { InputField } from '../../graphql/graphql.ts';

/** Whether the composer has a place beside an input for what is wrong with it. */
const HAS_PLACE = {
  accountId: true,
  mediaAssetId: true,
  mode: false,
  caption: true,
  privacyLevel: true,
  allowComment: true,
  allowDuet: true,
  allowStitch: true,
  yourBrand: true,
  brandedContent: true,
  isAiGenerated: false,
  coverTimestampMs: true,
  localTime: true,
  timeZone: true,
} as const satisfies Record<InputField<'CreatePostInput'> | 'localTime' | 'timeZone', boolean>;

type Inputs = typeof HAS_PLACE;

export type Place = { [Input in keyof Inputs]: Inputs[Input] extends true ? Input : never }[keyof Inputs];

/** Names of inputs that the composer has a place for. */
export const PLACES = (Object.keys(HAS_PLACE) as (keyof Inputs)[]).filter(
  (input): input is Place => HAS_PLACE[input],
);
