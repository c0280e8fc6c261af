import { z } from 'zod';

/** What every tool that changes something takes. */
export const idempotencyKey = z
  .string()
  .optional()
  .describe(
    'A new text for each thing that is to be done once, such as a UUID, and the same when the call is repeated: a repetition within 7 days is given the first answer and does nothing. 1 to 255 printable ASCII characters.',
  );
