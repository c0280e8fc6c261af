const INTEGER = /^-?\d+$/;

type ReviverWithSource = (
  this: unknown,
  key: string,
  value: unknown,
  context: { source?: string },
) => unknown;

/**
 * `JSON.parse` that does not round: an integer outside the safe range of a double becomes a `bigint`.
 * TikTok sends 19-digit post ids as bare numbers ("Get Post Status").
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJsonLossless(text: string): unknown {
  return JSON.parse(text, keepLargeIntegers as Parameters<typeof JSON.parse>[1]);
}

const keepLargeIntegers: ReviverWithSource = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && INTEGER.test(source)
    ? BigInt(source)
    : value;
