/** What every text that comes from outside must be, in words for whoever sent it. */
export const STORABLE_TEXT = 'A text cannot hold the character U+0000 or half of a surrogate pair.';

/** Whether the text can be stored and sent on as it is: Postgres takes no U+0000, and UTF-8 has no lone surrogates. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
