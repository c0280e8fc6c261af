import { z } from 'zod';
import { isLocalTime } from './time-zone.ts';

/** A wall-clock date and time in a verb's input, "2026-03-29T09:00", seconds optional. */
export const LocalTimeInput = z
  .string()
  .refine(isLocalTime, 'The local time must look like 2026-03-29T09:00.');

/** The same, always with seconds behind it, so that equal times are equal texts. */
export const OccurrenceTimeInput = LocalTimeInput.transform((text) =>
  text.length === 16 ? `${text}:00` : text,
);
