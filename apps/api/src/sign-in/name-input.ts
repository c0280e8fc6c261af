import { z } from 'zod';
import { isStorableText, STORABLE_TEXT } from '../text.ts';

/** What people call themselves, their team or a passkey: 1 to 100 characters without the spaces around them. */
export const NameInput = z
  .string()
  .trim()
  .min(1, 'A name is needed.')
  .max(100, 'A name has at most 100 characters.')
  .refine(isStorableText, STORABLE_TEXT);
