import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitIntoWindow } from './planned-window.ts';
import { DAY_MS } from './quota.ts';

const HOUR_MS = 3_600_000;
const NOON = new Date('2026-11-23T12:00:00Z');

function at(hours: number): Date {
  return new Date(NOON.getTime() + hours * HOUR_MS);
}

function times(count: number, date: Date): Date[] {
  return Array.from({ length: count }, () => date);
}

test.each([
  ['nothing else', [], { fits: true, planned: 0 }],
  ['14 others in the hour before', times(14, at(-1)), { fits: true, planned: 14 }],
  ['15 others in the hour before', times(15, at(-1)), { fits: false, planned: 15, nextFitAt: at(23) }],
  ['15 others in the hour after', times(15, at(1)), { fits: false, planned: 15, nextFitAt: at(25) }],
  ['15 others exactly 24 hours before', times(15, at(-24)), { fits: true, planned: 0 }],
  ['15 others exactly 24 hours after', times(15, at(24)), { fits: true, planned: 0 }],
  [
    '8 others 20 hours before and 8 others 20 hours after',
    [...times(8, at(-20)), ...times(8, at(20))],
    { fits: true, planned: 8 },
  ],
  [
    '15 others spread over 24 hours around it',
    Array.from({ length: 15 }, (_, i) => at(-14 + i * 1.5)),
    { fits: false, planned: 15, nextFitAt: at(10) },
  ],
])('with %s', (_title, others, expected) => {
  expect(fitIntoWindow(others, NOON, 15)).toEqual({ ...expected, cap: 15 });
});

const instants = fc.array(
  fc.integer({ min: -60, max: 90 }).map((halfHours) => at(halfHours / 2)),
  { maxLength: 40 },
);

/** The most posts in any 24 hours, end excluded. */
function fullest(all: Date[]): number {
  return Math.max(
    ...all.map((start) => all.filter((t) => t >= start && t.getTime() < start.getTime() + DAY_MS).length),
  );
}

/** Others that obey the cap themselves, as plans do that went through this rule. */
function within(cap: number, candidates: Date[]): Date[] {
  const kept: Date[] = [];
  for (const candidate of candidates) if (fullest([...kept, candidate]) <= cap) kept.push(candidate);
  return kept;
}

test('a post fits exactly when no 24 hours then hold more than the cap, and the next fit is the earliest', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 6 }), (candidates, cap) => {
      const others = within(cap, candidates);
      const answer = fitIntoWindow(others, NOON, cap);
      const fitsAt = (time: Date) => fullest([...others, time]) <= cap;
      expect(answer.fits).toBe(fitsAt(NOON));
      if (answer.fits) return;
      expect(fitsAt(answer.nextFitAt)).toBe(true);
      for (let time = NOON; time < answer.nextFitAt; time = new Date(time.getTime() + HOUR_MS / 4)) {
        expect(fitsAt(time)).toBe(false);
      }
    }),
  );
});
