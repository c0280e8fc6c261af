import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonLossless } from './lossless-json.ts';

describe('parseJsonLossless', () => {
  it('keeps every digit of any 64-bit integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
        expect(String((parseJsonLossless(`[${id}]`) as unknown[])[0])).toBe(String(id));
      }),
    );
  });

  it('leaves everything else as JSON.parse has it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const isRounded = /\d{16}/.test(text);
        fc.pre(!isRounded);
        expect(parseJsonLossless(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('makes a bigint only of what a number would round', () => {
    expect(
      parseJsonLossless('[9007199254740991, 9007199254740993, 0.1, 1e30, "7300000000000000001"]'),
    ).toEqual([9007199254740991, 9007199254740993n, 0.1, 1e30, '7300000000000000001']);
  });
});
