import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateApiKey, hashApiKeySecret, parseApiKey } from './api-key.ts';

test('a generated key reads back as its parts', () => {
  const { key, prefix, secret } = generateApiKey();
  expect(key).toMatch(/^adk_[0-9A-Za-z]{8}_[0-9A-Za-z]{40}_[0-9A-Za-z]{6}$/);
  expect(key.startsWith(`${prefix}_`)).toBe(true);
  expect(parseApiKey(key)).toEqual({ prefix, secret });
});

test('no two keys are alike', () => {
  const keys = Array.from({ length: 500 }, () => generateApiKey());
  expect(new Set(keys.map(({ prefix }) => prefix)).size).toBe(500);
  expect(new Set(keys.map(({ secret }) => secret)).size).toBe(500);
});

test('a key with one character changed is recognised as mistyped', () => {
  const { key } = generateApiKey();
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: key.length - 1 }),
      fc.constantFrom('0', 'a', 'Z', '_', '9'),
      (at, character) => {
        fc.pre(key[at] !== character);
        expect(parseApiKey(key.slice(0, at) + character + key.slice(at + 1))).toBeNull();
      },
    ),
  );
});

test('any other text is no key', () => {
  fc.assert(fc.property(fc.string(), (text) => parseApiKey(text) === null));
  expect(parseApiKey(` ${generateApiKey().key}`)).toBeNull();
});

test('the hash of a secret is 32 bytes and depends on every character', () => {
  expect(hashApiKeySecret('a')).toHaveLength(32);
  expect(hashApiKeySecret('a')).not.toEqual(hashApiKeySecret('b'));
});
