import fc from 'fast-check';
import { expect, test } from 'vitest';
import { upcomingSlots, type WeeklySlot } from './slot.ts';
import { localTimeOf } from './time-zone.ts';

const MONDAY = 1;
const SATURDAY = 6;
const SUNDAY = 7;

function slot(weekday: number, hour: number, minute = 0): WeeklySlot {
  return { weekday, minuteOfDay: hour * 60 + minute };
}

function next(slots: WeeklySlot[], timeZone: string, after: string, count: number): string[] {
  const found = upcomingSlots(slots, timeZone, new Date(after)).take(count);
  return [...found].map((at) => at.toISOString().replace('.000', ''));
}

test('slots keep their wall-clock time when clocks go forward', () => {
  expect(next([slot(SATURDAY, 9), slot(SUNDAY, 9)], 'Europe/Berlin', '2026-03-27T12:00:00Z', 3)).toEqual([
    '2026-03-28T08:00:00Z',
    '2026-03-29T07:00:00Z',
    '2026-04-04T07:00:00Z',
  ]);
});

test('slots keep their wall-clock time when clocks go back', () => {
  expect(next([slot(SUNDAY, 9)], 'America/New_York', '2026-10-25T12:59:00Z', 2)).toEqual([
    '2026-10-25T13:00:00Z',
    '2026-11-01T14:00:00Z',
  ]);
});

test('a slot in the skipped hour moves forward, and two that meet are one', () => {
  const slots = [slot(SUNDAY, 2, 30), slot(SUNDAY, 3), slot(SUNDAY, 3, 30)];
  expect(next(slots, 'Europe/Berlin', '2026-03-28T12:00:00Z', 3)).toEqual([
    '2026-03-29T01:00:00Z',
    '2026-03-29T01:30:00Z',
    '2026-04-05T00:30:00Z',
  ]);
});

test('a slot in the repeated hour happens once', () => {
  expect(next([slot(SUNDAY, 2, 30)], 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
    '2026-10-25T00:30:00Z',
    '2026-11-01T01:30:00Z',
  ]);
});

test('half-hour daylight saving moves a slot by half an hour', () => {
  expect(next([slot(SUNDAY, 2, 15)], 'Australia/Lord_Howe', '2026-09-30T00:00:00Z', 2)).toEqual([
    '2026-10-03T15:45:00Z',
    '2026-10-10T15:15:00Z',
  ]);
});

test('a day that a zone left out moves its slots to the next day', () => {
  // Samoa had no 30 December 2011, a Friday.
  expect(next([slot(5, 9), slot(SATURDAY, 8)], 'Pacific/Apia', '2011-12-29T20:00:00Z', 3)).toEqual([
    '2011-12-30T18:00:00Z',
    '2011-12-30T19:00:00Z',
    '2012-01-05T19:00:00Z',
  ]);
});

test('the slot of this very instant is not upcoming', () => {
  expect(next([slot(MONDAY, 9)], 'UTC', '2026-11-23T09:00:00Z', 1)).toEqual(['2026-11-30T09:00:00Z']);
});

test('no slots, no instants', () => {
  expect(next([], 'UTC', '2026-11-23T09:00:00Z', 1)).toEqual([]);
});

const slots = fc.array(
  fc.record({ weekday: fc.integer({ min: 1, max: 7 }), minuteOfDay: fc.integer({ min: 0, max: 1439 }) }),
  { minLength: 1, maxLength: 20 },
);
const zones = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'UTC',
);
const instants = fc.date({ min: new Date('2025-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

test('instants ascend, lie in the future, and show a slot’s time unless clocks skipped it', () => {
  fc.assert(
    fc.property(slots, zones, instants, (weekly, timeZone, after) => {
      let last = after;
      for (const at of upcomingSlots(weekly, timeZone, after).take(30)) {
        expect(at.getTime()).toBeGreaterThan(last.getTime());
        last = at;
        if (!shows(weekly, at, timeZone)) {
          // It was skipped: an hour or less before, the offset was another.
          expect(offsetMinutes(at, timeZone)).not.toBe(
            offsetMinutes(new Date(at.getTime() - 3_600_000), timeZone),
          );
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('every slot comes once in a week without a change of clocks', () => {
  fc.assert(
    fc.property(slots, instants, (weekly, after) => {
      const different = new Set(weekly.map(({ weekday, minuteOfDay }) => weekday * 1440 + minuteOfDay));
      const weekLater = after.getTime() + 7 * 86_400_000;
      const inWeek = [...upcomingSlots(weekly, 'UTC', after).take(200)].filter(
        (at) => at.getTime() <= weekLater,
      );
      expect(inWeek).toHaveLength(different.size);
    }),
    { numRuns: 60 },
  );
});

function shows(weekly: WeeklySlot[], at: Date, timeZone: string): boolean {
  const local = localTimeOf(at, timeZone);
  const weekday = new Date(`${local.slice(0, 10)}T12:00:00Z`).getUTCDay() || 7;
  const minuteOfDay = Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
  return weekly.some((slot) => slot.weekday === weekday && slot.minuteOfDay === minuteOfDay);
}

function offsetMinutes(at: Date, timeZone: string): number {
  return (
    (new Date(`${localTimeOf(at, timeZone)}Z`).getTime() - Math.floor(at.getTime() / 1000) * 1000) / 60_000
  );
}
