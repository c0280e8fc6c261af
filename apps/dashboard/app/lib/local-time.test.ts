import { describe, expect, it } from 'vitest';
import { resolveLocalTime, splitLocalDateTime, toLocalDateTime } from './local-time.ts';

describe('a wall-clock time in a zone', () => {
  it.each([
    ['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z', 'exact'],
    ['2026-03-29T02:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'gap'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'gap'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z', 'exact'],
    ['2026-10-25T01:59', 'Europe/Berlin', '2026-10-24T23:59:00.000Z', 'exact'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'overlap'],
    ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z', 'exact'],
    ['2026-07-01T09:00', 'America/New_York', '2026-07-01T13:00:00.000Z', 'exact'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z', 'overlap'],
    ['2026-01-15T12:00', 'Asia/Kathmandu', '2026-01-15T06:15:00.000Z', 'exact'],
    ['2026-01-15T12:00', 'Pacific/Kiritimati', '2026-01-14T22:00:00.000Z', 'exact'],
    ['2026-01-15T12:00', 'UTC', '2026-01-15T12:00:00.000Z', 'exact'],
  ])('%s in %s is %s (%s)', (local, zone, instant, kind) => {
    const resolved = resolveLocalTime(local, zone);
    expect(resolved?.instant.toISOString()).toBe(instant);
    expect(resolved?.kind).toBe(kind);
  });

  it.each(['', 'T', '2026-13-01T00:00', '2026-02-30T10:00', '2026-02-03T24:00', '2026-02-03 10:00'])(
    'refuses %j',
    (text) => {
      expect(resolveLocalTime(text, 'UTC')).toBeNull();
    },
  );

  it('reads back as what the clocks show', () => {
    expect(toLocalDateTime(new Date('2026-07-01T13:00:00Z'), 'America/New_York')).toBe('2026-07-01T09:00');
    expect(toLocalDateTime(new Date('2026-12-31T23:30:00Z'), 'Asia/Tokyo')).toBe('2027-01-01T08:30');
  });

  it.each(['2026-03-29T09:05', '2026-03-29T09:05:30'])('splits %j for a date and a time field', (local) => {
    expect(splitLocalDateTime(local)).toEqual({ date: '2026-03-29', time: '09:05' });
  });
});
