import { issue, ValidationError } from '../errors.ts';

const KEY_MAX_LENGTH = 255;
/** For so long a repetition is given the answer of the first request. */
export const KEPT_MS = 7 * 24 * 3_600_000;
/** A request without an answer after so long counts as abandoned. Longer than any that is well. */
export const CLAIM_MS = 60_000;

export const KEY_RULE = `An idempotency key has 1 to ${KEY_MAX_LENGTH} printable ASCII characters.`;

const KEY = new RegExp(`^[\\x20-\\x7e]{1,${KEY_MAX_LENGTH}}$`);

export function isIdempotencyKey(text: string): boolean {
  return KEY.test(text);
}

/** @throws ValidationError naming the argument `idempotencyKey` */
export function checkIdempotencyKey(text: string): void {
  if (!isIdempotencyKey(text))
    throw new ValidationError([issue('invalid_input', ['idempotencyKey'], KEY_RULE)]);
}

/** A string of RFC 9651: in double quotes, with a backslash before quotes and backslashes. */
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;

/**
 * The key in a header `Idempotency-Key`: a structured field's string, or the same without quotes.
 *
 * @returns null when there is none that can be taken
 */
export function keyOfHeader(text: string): string | null {
  const quoted = QUOTED.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1');
  const key = quoted ?? (text.startsWith('"') ? '' : text);
  return isIdempotencyKey(key) ? key : null;
}
