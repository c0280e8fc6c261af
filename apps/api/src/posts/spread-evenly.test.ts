import { expect, test } from 'vitest';
import { spreadEvenly } from './spread-evenly.ts';

const instants = (from: string, to: string, timeZone: string, count: number) =>
  spreadEvenly({ from, to, timeZone }, count).map(({ publishAt }) => publishAt.toISOString().slice(0, 16));

test('the first time is the beginning of the span, the last its end, the others lie evenly between, to the minute', () => {
  expect(instants('2026-06-01T09:00', '2026-06-01T10:00', 'UTC', 4)).toEqual([
    '2026-06-01T09:00',
    '2026-06-01T09:20',
    '2026-06-01T09:40',
    '2026-06-01T10:00',
  ]);
  expect(instants('2026-06-01T09:00', '2026-06-01T09:10', 'UTC', 4)).toEqual([
    '2026-06-01T09:00',
    '2026-06-01T09:03',
    '2026-06-01T09:06',
    '2026-06-01T09:10',
  ]);
});

test.each([
  [0, []],
  [1, ['2026-06-01T09:00']],
  [2, ['2026-06-01T09:00', '2026-06-03T09:00']],
])('%i posts', (count, expected) => {
  expect(instants('2026-06-01T09:00', '2026-06-03T09:00', 'UTC', count)).toEqual(expected);
});

test('a post a day keeps its hour when clocks change', () => {
  expect(instants('2026-03-27T09:00', '2026-03-30T09:00', 'Europe/Berlin', 4)).toEqual([
    '2026-03-27T08:00',
    '2026-03-28T08:00',
    '2026-03-29T07:00',
    '2026-03-30T07:00',
  ]);
});

test('times that a gap moves onto each other are a minute apart, and say what clocks show then', () => {
  const times = spreadEvenly(
    { from: '2026-03-29T02:30', to: '2026-03-29T03:30', timeZone: 'Europe/Berlin' },
    3,
  );
  expect(times.map(({ publishAt, localTime }) => [publishAt.toISOString().slice(11, 16), localTime])).toEqual(
    [
      ['01:30', '2026-03-29T02:30:00'],
      ['01:31', '2026-03-29T03:31:00'],
      ['01:32', '2026-03-29T03:32:00'],
    ],
  );
});
