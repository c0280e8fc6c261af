import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canPost, isStale, missingScopes } from './grant.ts';

const MINUTE_MS = 60_000;
const issuedAt = new Date('2026-11-01T12:00:00Z');

function staleAt(lifeMinutes: number, minutesBeforeEnd: number, offsetMs = 0, refreshDays = 180): boolean {
  const accessTokenExpiresAt = new Date(issuedAt.getTime() + lifeMinutes * MINUTE_MS);
  const refreshTokenExpiresAt = new Date(accessTokenExpiresAt.getTime() + refreshDays * 1440 * MINUTE_MS);
  const now = new Date(accessTokenExpiresAt.getTime() - minutesBeforeEnd * MINUTE_MS + offsetMs);
  return isStale({ accessTokenIssuedAt: issuedAt, accessTokenExpiresAt, refreshTokenExpiresAt }, now);
}

test.each([
  ['two hours', 120, 12],
  ['24 hours', 1440, 144],
  ['30 minutes', 30, 5],
])('a token of %s is refreshed when a tenth of its life or five minutes are left', (_life, life, margin) => {
  expect(staleAt(life, margin)).toBe(false);
  expect(staleAt(life, margin, 1)).toBe(true);
  expect(staleAt(life, 0)).toBe(true);
  expect(staleAt(life, -60)).toBe(true);
});

test('a token that cannot be replaced is used until half a minute before its end', () => {
  expect(staleAt(120, 0.5, 0, 0)).toBe(false);
  expect(staleAt(120, 0.5, 1, 0)).toBe(true);
});

test('a token never becomes fresh again by waiting', () => {
  const minutes = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), minutes, minutes, (life, before, more) => {
      return !staleAt(life, before + more) || staleAt(life, before);
    }),
  );
});

test('missing scopes are named in the order in which we ask', () => {
  expect(missingScopes(['video.publish', 'user.info.basic', 'new.scope'])).toEqual([
    'user.info.profile',
    'user.info.stats',
    'video.list',
    'video.upload',
  ]);
});

test('either way of posting is enough', () => {
  expect(canPost(['video.publish'])).toBe(true);
  expect(canPost(['video.upload'])).toBe(true);
  expect(canPost(['user.info.basic', 'video.list'])).toBe(false);
});
