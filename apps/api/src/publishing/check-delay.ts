const SECOND_MS = 1_000;

/** Two status questions of one post are at least so far apart, whatever asks. */
export const STATUS_SPACING_MS = 5 * SECOND_MS;

/** Pauses between status questions: quick while a verdict is likely, then patient. */
const STEPS: readonly { times: number; delayMs: number }[] = [
  { times: 6, delayMs: STATUS_SPACING_MS },
  { times: 8, delayMs: 15 * SECOND_MS },
  { times: 60, delayMs: 60 * SECOND_MS },
];
const PATIENT_DELAY_MS = 15 * 60 * SECOND_MS;

/** After this long without a verdict a post is UNCONFIRMED. */
export const VERDICT_EXPECTED_MS = 24 * 3600 * SECOND_MS;
/** After this long a person has to look. */
export const VERDICT_GIVEN_UP_MS = 72 * 3600 * SECOND_MS;
/** After this long we no longer ask; a webhook still brings news. */
export const ASKING_ENDS_MS = 7 * 24 * 3600 * SECOND_MS;

/**
 * How long to wait before the next status question; webhooks shorten it.
 *
 * @param asked how often the status was asked since the upload
 */
export function checkDelayMs(asked: number): number {
  let seen = 0;
  for (const { times, delayMs } of STEPS) {
    seen += times;
    if (asked < seen) return delayMs;
  }
  return PATIENT_DELAY_MS;
}
