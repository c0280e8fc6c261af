import { builder } from '../graphql/builder.ts';
import type { MediaProblemCode } from './media-asset.ts';

const OF_ANOTHER_VERSION = 'unknown_code';

const DESCRIPTIONS: Record<MediaProblemCode | typeof OF_ANOTHER_VERSION, string> = {
  container_not_supported: 'TikTok does not take this kind of file.',
  codec_not_supported: 'TikTok does not take this codec.',
  format_not_supported: 'TikTok does not take this kind of picture.',
  frame_rate_out_of_range: 'Too few or too many pictures a second.',
  side_out_of_range: 'A side is too short or too long.',
  picture_too_large: 'A picture has too many pixels.',
  duration_missing: 'The video has no length.',
  duration_too_long: 'The video is too long.',
  file_empty: 'The file has no bytes.',
  file_too_large: 'The file has too many bytes.',
  file_format_check_failed: 'The file is no video that can be read.',
  video_track_missing: 'The file has no picture.',
  file_truncated: 'The end of the file is missing.',
  file_missing: 'The bytes are no longer in the media store.',
  upload_abandoned: 'The upload was never finished.',
  download_address_not_allowed: 'The address, or one that it redirects to, is not public.',
  download_refused: 'The server of the address does not hand the file out.',
  download_unreachable: 'The server of the address could not be reached, or hung up.',
  download_timed_out: 'The download took too long, or nothing came for too long.',
  download_length_unknown: 'The server of the address does not say how large the file is.',
  download_no_room: 'There was no room for the file.',
  [OF_ANOTHER_VERSION]: 'A problem that only another version of Airdate knows; `sentence` says it.',
};

export const MediaProblemCodeRef = builder.enumType('MediaProblemCode', {
  description: 'Why TikTok would refuse a file; `MediaProblem.allowed` says what would do.',
  values: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([code, description]) => [code, { description }]),
  ) as Record<keyof typeof DESCRIPTIONS, { description: string }>,
});

/** @param stored as the row has it, perhaps written by another version */
export function shownProblemCode(stored: string): keyof typeof DESCRIPTIONS {
  return Object.hasOwn(DESCRIPTIONS, stored) ? (stored as MediaProblemCode) : OF_ANOTHER_VERSION;
}
