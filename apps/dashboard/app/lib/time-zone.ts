/**
 * An instant as people of a zone read it, always with the zone: "Sun 29 Mar 2026, 09:00 CEST".
 *
 * @param instant ISO 8601
 * @param timeZone IANA name
 */
export function formatInstant(instant: string, timeZone: string): string {
  const part = partsOf(instant, timeZone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return `${part.weekday} ${part.day} ${part.month} ${part.year}, ${formatClock(instant, timeZone)}`;
}

/** The time of day with the zone: "09:00 CEST". */
export function formatClock(instant: string, timeZone: string): string {
  const part = partsOf(instant, timeZone, { timeZoneName: 'short' });
  return `${part.hour}:${part.minute} ${part.timeZoneName}`;
}

/** The time of day to the second, with the zone: "09:00:07 CEST". */
export function formatClockWithSeconds(instant: string, timeZone: string): string {
  const part = partsOf(instant, timeZone, { second: '2-digit', timeZoneName: 'short' });
  return `${part.hour}:${part.minute}:${part.second} ${part.timeZoneName}`;
}

/** The day alone: "Sun 29 Mar 2026". */
export function formatDay(instant: string, timeZone: string): string {
  const part = partsOf(instant, timeZone, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  return `${part.weekday} ${part.day} ${part.month} ${part.year}`;
}

/** Whether this browser or server knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Every zone to choose from, with `first` ones at the top and each only once. */
export function timeZoneChoices(first: string[]): { near: string[]; all: string[] } {
  const near = [...new Set(first.filter(isTimeZone))];
  const all = ['UTC', ...Intl.supportedValuesOf('timeZone')].filter((zone) => !near.includes(zone));
  return { near, all: [...new Set(all)] };
}

/** "Europe/Berlin" with the offset that holds at an instant: "Europe/Berlin (GMT+2)". */
export function describeTimeZone(timeZone: string, instant: Date): string {
  const part = partsOf(instant.toISOString(), timeZone, { timeZoneName: 'shortOffset' });
  return `${timeZone.replaceAll('_', ' ')} (${part.timeZoneName})`;
}

function partsOf(
  instant: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    ...options,
  });
  return Object.fromEntries(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
}
