/** Caption of a video, hashtags and mentions included ("Direct Post", checked 2026-11). */
export const VIDEO_TITLE_MAX_UTF16 = 2200;
/** Title of a photo post ("Photo", checked 2026-11). */
export const PHOTO_TITLE_MAX_UTF16 = 90;
/** Description of a photo post, where its hashtags and mentions live ("Photo", checked 2026-11). */
export const PHOTO_DESCRIPTION_MAX_UTF16 = 4000;

/**
 * Length in UTF-16 code units: an emoji outside the basic plane counts 2. TikTok says "UTF-16 runes"; this reading
 * never counts fewer than another would.
 */
export function utf16Length(text: string): number {
  return text.length;
}
