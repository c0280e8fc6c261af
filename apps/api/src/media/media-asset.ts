import type { MediaAsset } from '@airdate/db';
import type { MediaProblemCode as TikTokRule } from '@airdate/tiktok';

/** Largest upload, in bytes; below TikTok's "4 GB" whichever way a gigabyte is counted. */
export const MAX_UPLOAD_BYTES = 4_000_000_000;
const MAX_FILE_NAME_LENGTH = 255;

/** What is stored until a probe has read the file itself: the client's word is not taken. */
export const UNPROBED_CONTENT_TYPE = 'application/octet-stream';

/** A rule of TikTok's, or what made a file unfit before that. */
export type MediaProblemCode =
  | TikTokRule
  | 'file_format_check_failed'
  | 'video_track_missing'
  | 'file_truncated'
  | 'file_missing'
  | 'upload_abandoned'
  | 'download_address_not_allowed'
  | 'download_refused'
  | 'download_unreachable'
  | 'download_timed_out'
  | 'download_length_unknown'
  | 'download_no_room';

/** Why TikTok would refuse a file, as stored in `MediaAsset.problems`. */
export type StoredProblem = {
  code: MediaProblemCode;
  /** The measured fact at fault. */
  field: string;
  measured: string;
  /** What would do. */
  allowed: string;
  sentence: string;
};

export function problemsOf(asset: Pick<MediaAsset, 'problems'>): StoredProblem[] {
  return asset.problems as StoredProblem[];
}

/** Where an asset's bytes live; an upload writes there from its first byte on. */
export function uploadKey(mediaAssetId: string): string {
  return `uploads/${mediaAssetId}`;
}

/**
 * A file name fit to store and show: without directories, control characters and characters that reorder text, cut to
 * 255 characters with its ending kept.
 */
export function cleanFileName(name: string): string {
  const bare = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/^.*[/\\]/s, '')
    .trim();
  if (bare === '') return 'video';
  if (bare.length <= MAX_FILE_NAME_LENGTH) return bare;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(bare)?.[0] ?? '';
  const kept = bare.slice(0, MAX_FILE_NAME_LENGTH - ending.length);
  return kept.replace(/[\ud800-\udbff]$/, '') + ending;
}
