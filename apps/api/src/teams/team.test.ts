import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeSlug, slugOf } from './team.ts';
import { isTimeZone } from './time-zone.ts';

test.each([
  ['Café Nord', 'cafe-nord'],
  ['  --Hello,   World!-- ', 'hello-world'],
  ['日本', 'team'],
  ['', 'team'],
])('the slug of %j is %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('every name has a slug fit for an address', () => {
  const fits = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => fits.test(slugOf(name))));
});

test('a taken slug gets the first free number', () => {
  expect(freeSlug('a', new Set())).toBe('a');
  expect(freeSlug('a', new Set(['a', 'a-2', 'a-4']))).toBe('a-3');
});

test.each([
  'UTC',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Calcutta',
  'America/Argentina/Ushuaia',
  'Etc/GMT+5',
])('%s is a time zone', (name) => expect(isTimeZone(name)).toBe(true));

test.each(['', 'Mars/Olympus', '+02:00', 'europe/berlin', 'Europe/Berlin ', '../etc', 'Europe'])(
  '%j is none',
  (name) => expect(isTimeZone(name)).toBe(false),
);
