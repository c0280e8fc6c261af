import { DAY_MS } from './duration.ts';

/** Wall-clock date and time, `YYYY-MM-DDTHH:mm`. */
export type LocalDateTime = string;

export type ResolvedLocalTime = {
  instant: Date;
  /** `gap`: clocks jump over this time. `overlap`: it comes twice that day. */
  kind: 'exact' | 'gap' | 'overlap';
};

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

/** The day, `YYYY-MM-DD`, and the clock, `HH:mm`, of a wall-clock time, without its seconds if it has any. */
export function splitLocalDateTime(local: LocalDateTime): { date: string; time: string } {
  const [date = '', time = ''] = local.split('T');
  return { date, time: time.slice(0, 5) };
}

/** What the clocks of a zone show at an instant. */
export function toLocalDateTime(instant: Date, timeZone: string): LocalDateTime {
  return new Date(wallClockMs(instant.getTime(), timeZone)).toISOString().slice(0, 16);
}

/**
 * The instant meant by a wall-clock time. A time that the clocks jump over counts on from before the jump; of a time that
 * comes twice the first is meant.
 *
 * @returns null when the text is no date and time
 */
export function resolveLocalTime(local: LocalDateTime, timeZone: string): ResolvedLocalTime | null {
  const match = PATTERN.exec(local);
  const wall = match === null ? Number.NaN : Date.parse(`${local}:00Z`);
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 16) !== local) return null;

  // The offset changes at most once within a day around the time, so the two sides are all the candidates.
  const before = offsetMs(wall - DAY_MS, timeZone);
  const after = offsetMs(wall + DAY_MS, timeZone);
  const hits = [...new Set([wall - before, wall - after])]
    .filter((ms) => wallClockMs(ms, timeZone) === wall)
    .sort((a, b) => a - b);
  const [first] = hits;
  if (first === undefined) return { instant: new Date(wall - before), kind: 'gap' };
  return { instant: new Date(first), kind: hits.length > 1 ? 'overlap' : 'exact' };
}

function offsetMs(ms: number, timeZone: string): number {
  return wallClockMs(ms, timeZone) - ms;
}

/** The zone's wall clock at an instant, written as if it were UTC. */
function wallClockMs(ms: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = Object.fromEntries(
    format.formatToParts(new Date(ms)).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (ms - Math.floor(ms / 1000) * 1000);
}
