import { expect, test } from 'vitest';
import { isIdempotencyKey, keyOfHeader } from './idempotency-key.ts';

test.each([
  ['"8e03978e-40d5-43e8-bc93-6894a57f9324"', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
  ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
  ['"a \\"quoted\\" \\\\ key"', 'a "quoted" \\ key'],
  [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
  ['order 12, line 3', 'order 12, line 3'],
])('the header %s has the key %s', (header, key) => {
  expect(keyOfHeader(header)).toBe(key);
});

test.each(['', '""', '"open', '"a"b"', '"a", "b"', '"a\\b"', `"${'k'.repeat(256)}"`, 'ключ', 'a\tb'])(
  'the header %s has no key that can be taken',
  (header) => {
    expect(keyOfHeader(header)).toBeNull();
  },
);

test('a key has 1 to 255 printable ASCII characters', () => {
  expect(['k', ' ', '~'.repeat(255)].every(isIdempotencyKey)).toBe(true);
  expect(['', 'k'.repeat(256), 'k\n', 'é', '\x7f'].some(isIdempotencyKey)).toBe(false);
});
