import fc from 'fast-check';
import { expect, test } from 'vitest';
import { occurrencesBetween, readRule } from './recurrence.ts';

const between = (rule: string, startLocalTime: string, timeZone: string, after: string, until: string) =>
  occurrencesBetween(
    { rule: readRule(rule)!, startLocalTime, timeZone },
    new Date(after),
    new Date(until),
  ).map(({ at }) => at.toISOString().slice(0, 16));

test.each([
  ['FREQ=DAILY', 'FREQ=DAILY'],
  [' rrule:freq=weekly;byday=mo,th ', 'FREQ=WEEKLY;BYDAY=MO,TH'],
  ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=12', 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=12'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1'],
  [
    'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;UNTIL=20301231',
    'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;UNTIL=20301231',
  ],
  ['', null],
  ['every Monday', null],
  ['INTERVAL=2', null],
  ['FREQ=HOURLY', null],
  ['FREQ=DAILY;BYHOUR=9,10,11', null],
  ['FREQ=DAILY;FREQ=WEEKLY', null],
  ['FREQ=DAILY;INTERVAL=0', null],
  ['FREQ=DAILY;INTERVAL=1000', null],
  ['FREQ=DAILY;COUNT=2=3', null],
  ['FREQ=DAILY;UNTIL=20261330', null],
  ['FREQ=DAILY;COUNT=3;UNTIL=20261231', null],
  ['FREQ=DAILY;BYDAY=XX', null],
  ['FREQ=DAILY;BYDAY=1MO', null],
  ['FREQ=DAILY\nEXDATE:20261122T090000Z', null],
  ['DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY', null],
])('"%s" is read as %s', (text, rule) => {
  expect(readRule(text)).toBe(rule);
});

test('occurrences keep their wall-clock time when clocks go forward, and one in the gap moves by it', () => {
  const span = ['2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z'] as const;
  expect(between('FREQ=DAILY', '2026-01-01T09:00:00', 'Europe/Berlin', ...span)).toEqual([
    '2026-03-28T08:00',
    '2026-03-29T07:00',
    '2026-03-30T07:00',
  ]);
  expect(between('FREQ=DAILY', '2026-01-01T02:30:00', 'Europe/Berlin', ...span)).toEqual([
    '2026-03-28T01:30',
    '2026-03-29T01:30',
    '2026-03-30T00:30',
  ]);
});

test('the end of a rule is the end of its day in the zone', () => {
  const span = ['2026-11-20T00:00:00Z', '2026-12-31T00:00:00Z'] as const;
  expect(between('FREQ=DAILY;UNTIL=20261122', '2026-11-21T23:30:00', 'America/Los_Angeles', ...span)).toEqual(
    ['2026-11-22T07:30', '2026-11-23T07:30'],
  );
});

test('COUNT counts from the start, whatever is asked for', () => {
  const rule = 'FREQ=WEEKLY;BYDAY=MO;COUNT=3';
  expect(between(rule, '2026-11-02T09:00:00', 'UTC', '2026-11-10T00:00:00Z', '2027-11-10T00:00:00Z')).toEqual(
    ['2026-11-16T09:00'],
  );
});

test('months without a day are left out', () => {
  const rule = 'FREQ=MONTHLY;BYMONTHDAY=31';
  expect(between(rule, '2026-01-31T09:00:00', 'UTC', '2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z')).toEqual(
    ['2026-01-31T09:00', '2026-03-31T09:00', '2026-05-31T09:00'],
  );
});

test('no rule that is read takes long, gives more than one occurrence a day, or one outside of what was asked for', () => {
  const list = (min: number, max: number) =>
    fc
      .array(
        fc.integer({ min, max }).filter((n) => n !== 0),
        { minLength: 1, maxLength: 31 },
      )
      .map((all) => all.join());
  const part = fc.oneof(
    fc.integer({ min: 1, max: 999 }).map((n) => `INTERVAL=${n}`),
    fc.integer({ min: 1, max: 999 }).map((n) => `COUNT=${n}`),
    list(-31, 31).map((days) => `BYMONTHDAY=${days}`),
    list(1, 12).map((months) => `BYMONTH=${months}`),
    list(-366, 366).map((places) => `BYSETPOS=${places}`),
    fc
      .subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
      .map((days) => `BYDAY=${days.join()}`),
  );
  const frequency = fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY').map((name) => `FREQ=${name}`);
  const [after, until] = [new Date('2036-02-01T00:00:00Z'), new Date('2036-03-07T00:00:00Z')];
  let read = 0;
  fc.assert(
    fc.property(frequency, fc.array(part, { maxLength: 4 }), (freq, parts) => {
      const rule = readRule([freq, ...parts].join(';'));
      if (rule === null) return true;
      read++;
      const recurrence = { rule, startLocalTime: '2026-01-31T02:30:00', timeZone: 'Europe/Berlin' };
      const startedMs = performance.now();
      const found = occurrencesBetween(recurrence, after, until);
      const days = new Set(found.map(({ localTime }) => localTime.slice(0, 10)));
      return (
        performance.now() - startedMs < 2_000 &&
        days.size === found.length &&
        found.every(({ at }, n) => at > after && at <= until && at > (found[n - 1]?.at ?? after))
      );
    }),
    { seed: 20_261_121, numRuns: 400 },
  );
  expect(read).toBeGreaterThan(100);
});
