import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

/** Of zxcvbn's scores the first for which somebody needs more than a million guesses. */
const MIN_SCORE = 2;
/** The beginning of a longer one tells enough, and the time for it grows faster than the length. */
const JUDGED_CHARACTERS = 64;

const meter = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: JUDGED_CHARACTERS });

/** For people, wherever a password is refused for this. */
export const EASY_PASSWORD =
  'Others would try this password among the first. Take several words that do not belong together.';

/**
 * Whether a password is one of the common ones, or made from one in a way that everybody thinks of: another year behind it,
 * digits for letters, keys side by side.
 *
 * @param about what others know of the person, like the name and the e-mail address
 */
export function isEasyPassword(password: string, about: string[] = []): boolean {
  const words = about.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return meter.check(password, ['Airdate', ...words]).score < MIN_SCORE;
}
