import { expect, it } from 'vitest';
import { addDays, daysOfWeek, instantsAround, mondayOf, parseDay } from './week.ts';

it.each([
  ['2026-11-16', '2026-11-16'],
  ['2026-11-21', '2026-11-16'],
  ['2026-11-22', '2026-11-16'],
  ['2026-01-01', '2025-12-29'],
  ['2024-03-01', '2024-02-26'],
])('the week of %s begins on %s', (day, monday) => {
  expect(mondayOf(day)).toBe(monday);
});

it('counts days across months, leap days and changes of the clock', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(daysOfWeek('2026-12-28').at(-1)).toBe('2027-01-03');
});

it('asks for instants that hold the week in every zone', () => {
  expect(instantsAround('2026-11-16')).toEqual({
    from: '2026-11-15T10:00:00.000Z',
    to: '2026-11-23T14:00:00.000Z',
  });
});

it.each([null, '', 'today', '2026-13-01', '2026-1-1'])('does not take %j for a day', (text) => {
  expect(parseDay(text)).toBeNull();
});
