import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTimeZone } from '../teams/time-zone.ts';
import { instantOf, isLocalTime, localTimeOf } from './time-zone.ts';

test.each([
  // Clocks go forward: a skipped time moves forward by the gap.
  ['Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59:00Z'],
  ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00Z'],
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00Z'],
  ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00Z'],
  ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00Z'],
  ['America/New_York', '2026-03-08T03:00', '2026-03-08T07:00:00Z'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00Z'],
  ['Africa/Cairo', '2026-04-24T00:30', '2026-04-23T22:30:00Z'],
  ['Pacific/Apia', '2011-12-30T09:00', '2011-12-30T19:00:00Z'],
  // Clocks go back: of a repeated time the first is meant.
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00Z'],
  ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00:00Z'],
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00Z'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00Z'],
  // Zones without daylight saving, and odd offsets.
  ['UTC', '2026-03-29T02:30:15', '2026-03-29T02:30:15Z'],
  ['Asia/Tokyo', '2026-03-29T09:00', '2026-03-29T00:00:00Z'],
  ['Asia/Kathmandu', '2026-03-29T09:00', '2026-03-29T03:15:00Z'],
  ['America/Sao_Paulo', '2026-01-01T00:00', '2026-01-01T03:00:00Z'],
  ['Pacific/Kiritimati', '2026-01-01T00:00', '2025-12-31T10:00:00Z'],
])('%s shows %s first at %s', (timeZone, localTime, instant) => {
  expect(instantOf(localTime, timeZone)).toEqual(new Date(instant));
});

test.each([
  ['2026-03-29T09:00', true],
  ['2024-02-29T23:59:59', true],
  ['2026-02-29T09:00', false],
  ['2026-04-31T09:00', false],
  ['2026-03-29T24:00', false],
  ['2026-03-29T09:60', false],
  ['2026-03-29T09:00:60', false],
  ['2026-03-29T09:00Z', false],
  ['2026-03-29T09:00+02:00', false],
  ['2026-03-29 09:00', false],
  ['2026-03-29', false],
  ['', false],
])('"%s" is a wall-clock time: %s', (text, expected) => {
  expect(isLocalTime(text)).toBe(expected);
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Asia/Kolkata', true],
  ['Europe/Atlantis', false],
  ['+02:00', false],
  ['', false],
])('"%s" is a zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

test('a text that is no wall-clock time has no instant', () => {
  expect(() => instantOf('2026-02-29T09:00', 'UTC')).toThrow(RangeError);
});

const zones = fc.constantFrom(
  ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/St_Johns', 'Asia/Tokyo', 'UTC'],
);
const minutes = fc
  .integer({ min: Date.UTC(2020, 0) / 60_000, max: Date.UTC(2035, 0) / 60_000 })
  .map((minute) => new Date(minute * 60_000));

test('what clocks show at an instant comes from that instant, or from the other one an hour or less before', () => {
  fc.assert(
    fc.property(zones, minutes, (timeZone, at) => {
      const first = instantOf(localTimeOf(at, timeZone), timeZone);
      const repeatedMs = at.getTime() - first.getTime();
      return repeatedMs === 0 || (repeatedMs > 0 && repeatedMs <= 3_600_000);
    }),
  );
});

test('a later wall-clock time is never more than a gap earlier', () => {
  fc.assert(
    fc.property(zones, minutes, fc.integer({ min: 1, max: 10_000 }), (timeZone, wall, later) => {
      const text = (at: Date) => at.toISOString().slice(0, 19);
      const first = instantOf(text(wall), timeZone);
      const second = instantOf(text(new Date(wall.getTime() + later * 60_000)), timeZone);
      return second.getTime() - first.getTime() >= Math.min(0, later * 60_000 - 3_600_000);
    }),
  );
});
