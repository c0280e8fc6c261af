import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { instantOf, localTimeOf } from '../schedules/time-zone.ts';

/** What recurs, on the wall clock of a zone. */
export type Recurrence = {
  /** As {@link readRule} gives it. */
  rule: string;
  /** From which the rule counts; its time of day is that of every occurrence. */
  startLocalTime: string;
  timeZone: string;
};

/** A time at which a recurrence happens. */
export type Occurrence = { localTime: string; at: Date };

const DAY = '(?:MO|TU|WE|TH|FR|SA|SU)';
const listOf = (item: string) => new RegExp(`^${item}(?:,${item}){0,30}$`);

/**
 * The parts of a rule that are taken. One occurrence a day is the most: without BYHOUR and the like no rule can ask for more
 * candidates than days, which also bounds the work for a rule that never matches.
 */
const PARTS: Record<string, RegExp> = {
  FREQ: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,2}$/,
  COUNT: /^[1-9]\d{0,2}$/,
  UNTIL: /^\d{8}$/,
  BYDAY: listOf(`[+-]?[1-5]?${DAY}`),
  BYMONTHDAY: listOf('-?(?:[1-9]|[12]\\d|3[01])'),
  BYMONTH: listOf('(?:[1-9]|1[0-2])'),
  BYSETPOS: listOf('-?[1-9]\\d{0,2}'),
  WKST: new RegExp(`^${DAY}$`),
};

/**
 * Reads an RRULE of RFC 5545 (3.3.10), with or without its name, for one time of the day. Taken are FREQ from DAILY to YEARLY,
 * INTERVAL and COUNT up to 999, UNTIL as a date, which counts to its end in the recurrence's zone, BYDAY, BYMONTHDAY, BYMONTH,
 * BYSETPOS and WKST.
 *
 * @returns the rule in capitals and without its name; null when it is none of these
 */
export function readRule(text: string): string | null {
  const rule = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  const parts = rule.split(';').map((part) => part.split('='));
  const names = parts.map(([name]) => name!);
  if (!names.includes('FREQ') || new Set(names).size < names.length) return null;
  if (!parts.every(([name, value, rest]) => rest === undefined && PARTS[name!]?.test(value ?? '')))
    return null;
  try {
    rruleOf({ rule, startLocalTime: '2026-01-01T00:00:00' });
    return rule;
  } catch {
    return null;
  }
}

/**
 * The occurrences after an instant and up to another, in order. The rule is counted on the wall clock; what its times mean
 * follows the zone through daylight saving by the one rule of `instantOf`.
 */
export function occurrencesBetween(recurrence: Recurrence, after: Date, until: Date): Occurrence[] {
  const { timeZone } = recurrence;
  // A day more on both sides, because a gap can move an occurrence.
  const from = wallClock(localTimeOf(after, timeZone)).subtract({ days: 1 });
  const to = wallClock(localTimeOf(until, timeZone)).add({ days: 1 });
  return rruleOf(recurrence)
    .between(from, to, true)
    .map((time): Occurrence => {
      const localTime = time.toPlainDateTime().toString({ smallestUnit: 'second' });
      return { localTime, at: instantOf(localTime, timeZone) };
    })
    .filter(({ at }) => at > after && at <= until);
}

/** UTC stands for the wall clock, which has no gaps. */
function wallClock(localTime: string): Temporal.ZonedDateTime {
  return Temporal.PlainDateTime.from(localTime).toZonedDateTime('UTC');
}

/** @throws when the parts of the rule contradict each other */
function rruleOf({ rule, startLocalTime }: Pick<Recurrence, 'rule' | 'startLocalTime'>) {
  return new RRuleTemporal({
    rruleString: rule.replace(/(UNTIL=\d{8})/, '$1T235959Z'),
    dtstart: wallClock(startLocalTime),
    strict: true,
    temporal: Temporal,
  });
}
