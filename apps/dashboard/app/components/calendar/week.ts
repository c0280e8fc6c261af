import { DAY_MS, HOUR_MS } from '../../lib/duration.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** The Monday of the week that a day is in. */
export function mondayOf(day: Day): Day {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The seven days from a Monday on. */
export function daysOfWeek(monday: Day): Day[] {
  return [0, 1, 2, 3, 4, 5, 6].map((days) => addDays(monday, days));
}

/** A day of an address, or null when it is none. */
export function parseDay(text: string | null): Day | null {
  if (text === null || !DATE.test(text) || Number.isNaN(Date.parse(`${text}T00:00:00Z`))) return null;
  return text;
}

/** Instants that surely hold the week in every zone of the world: zones are up to 14 hours from UTC. */
export function instantsAround(monday: Day): { from: string; to: string } {
  const begin = Date.parse(`${monday}T00:00:00Z`);
  return {
    from: new Date(begin - 14 * HOUR_MS).toISOString(),
    to: new Date(begin + 7 * DAY_MS + 14 * HOUR_MS).toISOString(),
  };
}
