import { z } from 'zod';

/**
 * Text of at most so many UTF-16 code units, which is how TikTok counts captions. Zod's own `max` counts
 * characters, so that an emoji would be one instead of two.
 */
export function utf16Text(longest: number, message: string) {
  return z.string().refine((text) => text.length <= longest, message);
}
