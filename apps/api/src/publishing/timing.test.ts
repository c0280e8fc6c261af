import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAtAfter } from './backoff.ts';
import { checkDelayMs } from './check-delay.ts';

test('status questions of one post stay below half of TikTok’s 30 a minute and reach an hour within 80 questions', () => {
  let atMs = 0;
  const asked: number[] = [];
  for (let i = 0; i < 77; i++) {
    atMs += checkDelayMs(i);
    asked.push(atMs);
  }
  for (const start of asked) {
    expect(asked.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(12);
  }
  expect(atMs).toBeGreaterThan(3_600_000);
  expect(checkDelayMs(10_000)).toBe(900_000);
});

test('the pause between attempts grows, never beyond five minutes, and is never shorter than half its ceiling', () => {
  const now = new Date('2026-11-21T10:00:00Z');
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, random) => {
        const pauseMs = retryAtAfter(now, failures, () => random).getTime() - now.getTime();
        const ceilingMs = Math.min(300_000, 3_000 * 2 ** (failures - 1));
        expect(pauseMs).toBeGreaterThanOrEqual(Math.floor(ceilingMs / 2));
        expect(pauseMs).toBeLessThanOrEqual(ceilingMs);
      },
    ),
  );
});
