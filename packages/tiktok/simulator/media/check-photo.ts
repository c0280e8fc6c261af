import { readFile } from 'node:fs/promises';
import type { MediaCheck } from './check-video.ts';
import { readImageHeader } from './image-size.ts';

/** "Maximum 1080p", read as fitting inside this frame either way up ("Media Transfer Guide", checked 2026-11). */
const LONG_SIDE_PIXELS = 1920;
const SHORT_SIDE_PIXELS = 1080;

/** Holds an image against TikTok's restrictions: JPEG or WebP, at most 1080p. */
export async function checkPhoto(path: string): Promise<MediaCheck> {
  const { format, width, height } = readImageHeader(await readFile(path));
  if ((format !== 'jpeg' && format !== 'webp') || width === null || height === null)
    return { facts: {}, failReason: 'file_format_check_failed' };
  const facts = { contentType: `image/${format}`, width, height };
  const fits =
    width > 0 &&
    height > 0 &&
    Math.max(width, height) <= LONG_SIDE_PIXELS &&
    Math.min(width, height) <= SHORT_SIDE_PIXELS;
  return { facts, failReason: fits ? null : 'picture_size_check_failed' };
}
