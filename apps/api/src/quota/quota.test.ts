import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callAllowance } from './quota.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function secondsAgo(seconds: number): Date {
  return new Date(NOW.getTime() - seconds * 1000);
}

test.each([
  ['no calls', [], 3, null],
  ['one call', [10], 2, null],
  ['two calls, one of them 61 s ago', [10, 61], 2, null],
  ['three calls', [10, 20, 50], 0, -11],
  ['three calls, the oldest 60.999 s ago', [1, 2, 60.999], 0, -0.001],
  ['more calls than allowed', [5, 10, 20, 30, 50], 0, -41],
])('with %s, of 3 per minute %#', (_title, ages, remaining, availableIn) => {
  const calls = ages.map(secondsAgo);
  const availableAt = availableIn === null ? null : secondsAgo(availableIn);
  expect(callAllowance(3, calls, NOW)).toEqual({ remaining, availableAt });
});

test('a pause leaves nothing until it is over', () => {
  const until = secondsAgo(-20);
  expect(callAllowance(3, [], NOW, until)).toEqual({ remaining: 0, availableAt: until });
  expect(callAllowance(3, [], NOW, NOW)).toEqual({ remaining: 3, availableAt: null });
});

test('at the instant that is named a call is possible, and not a millisecond before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 90, noNaN: true }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 20 }),
      (ages, limit) => {
        const calls = ages.map(secondsAgo);
        const { availableAt } = callAllowance(limit, calls, NOW);
        if (!availableAt) return;
        expect(callAllowance(limit, calls, availableAt).remaining).toBeGreaterThan(0);
        expect(callAllowance(limit, calls, new Date(availableAt.getTime() - 1)).remaining).toBe(0);
      },
    ),
  );
});
