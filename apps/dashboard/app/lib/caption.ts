/** TikTok's ceiling for a caption, in UTF-16 code units. Content Posting API, "Direct Post" reference (checked 2026-11). */
export const CAPTION_MAX_UNITS = 2200;

/** Length as TikTok counts it: UTF-16 code units, so that most emoji count as two or more. */
export function captionUnits(caption: string): number {
  return caption.length;
}

/** How many code units stand over the ceiling; 0 when the caption fits. */
export function captionUnitsOver(caption: string): number {
  return Math.max(0, captionUnits(caption) - CAPTION_MAX_UNITS);
}
