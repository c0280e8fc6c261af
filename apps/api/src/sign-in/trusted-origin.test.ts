import { expect, test } from 'vitest';
import { isTrustedOrigin } from './trusted-origin.ts';

const appUrl = 'https://airdate.example:8443';

test.each<[string, Record<string, string>, boolean]>([
  ['our own origin', { origin: 'https://airdate.example:8443' }, true],
  ['another port', { origin: 'https://airdate.example' }, false],
  ['another scheme', { origin: 'http://airdate.example:8443' }, false],
  ['a host that begins like ours', { origin: 'https://airdate.example:8443.evil.example' }, false],
  ['an opaque origin', { origin: 'null' }, false],
  ['another site that hides its origin', { 'sec-fetch-site': 'cross-site' }, false],
  ['a sibling that hides its origin', { 'sec-fetch-site': 'same-site' }, false],
  ['our own page without an origin', { 'sec-fetch-site': 'same-origin' }, true],
  ['a person who typed the address', { 'sec-fetch-site': 'none' }, true],
  ['a program that is no browser', {}, true],
])('%s', (_who, headers, trusted) => {
  expect(isTrustedOrigin(new Headers(headers), appUrl)).toBe(trusted);
});

test('a path in the configured address does not matter', () => {
  expect(isTrustedOrigin(new Headers({ origin: 'http://localhost:3000' }), 'http://localhost:3000/')).toBe(
    true,
  );
});
