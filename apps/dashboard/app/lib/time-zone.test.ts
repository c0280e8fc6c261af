import { describe, expect, it } from 'vitest';
import {
  describeTimeZone,
  formatClock,
  formatClockWithSeconds,
  formatDay,
  formatInstant,
  isTimeZone,
  timeZoneChoices,
} from './time-zone.ts';

describe('an instant in a zone', () => {
  it('always names the zone', () => {
    expect(formatInstant('2026-03-29T07:00:00Z', 'Europe/Berlin')).toBe('Sun 29 Mar 2026, 09:00 CEST');
    expect(formatInstant('2026-03-29T00:59:00Z', 'Europe/Berlin')).toBe('Sun 29 Mar 2026, 01:59 CET');
    expect(formatInstant('2026-03-29T07:00:00Z', 'UTC')).toBe('Sun 29 Mar 2026, 07:00 UTC');
  });

  it('writes midnight as the beginning of its day', () => {
    expect(formatInstant('2026-03-29T00:00:00Z', 'UTC')).toBe('Sun 29 Mar 2026, 00:00 UTC');
  });

  it('has shorter forms for the clock and for the day', () => {
    expect(formatClock('2026-11-21T09:05:07Z', 'UTC')).toBe('09:05 UTC');
    expect(formatClockWithSeconds('2026-11-21T09:05:07Z', 'UTC')).toBe('09:05:07 UTC');
    expect(formatDay('2026-11-21T23:30:00Z', 'Asia/Tokyo')).toBe('Sun 22 Nov 2026');
  });
});

describe('zones to choose from', () => {
  it('puts the near ones first and repeats none', () => {
    const { near, all } = timeZoneChoices(['Europe/Berlin', 'UTC', 'Europe/Berlin', 'Nowhere/Land']);
    expect(near).toEqual(['Europe/Berlin', 'UTC']);
    expect(all).not.toContain('Europe/Berlin');
    expect(all).toContain('America/New_York');
    expect(new Set([...near, ...all]).size).toBe(near.length + all.length);
  });

  it('knows IANA names only', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Mars/Olympus')).toBe(false);
  });

  it('shows the offset that holds at the time', () => {
    expect(describeTimeZone('Europe/Berlin', new Date('2026-07-01T00:00:00Z'))).toBe('Europe/Berlin (GMT+2)');
    expect(describeTimeZone('America/New_York', new Date('2026-01-01T00:00:00Z'))).toBe(
      'America/New York (GMT-5)',
    );
  });
});
