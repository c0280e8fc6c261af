import { Temporal } from 'temporal-polyfill';

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** Whether the text is a wall-clock date and time that a calendar has, such as "2026-03-29T09:00", without a zone. */
export function isLocalTime(text: string): boolean {
  if (!LOCAL_TIME.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text);
    return !text.endsWith(':60');
  } catch {
    return false;
  }
}

/**
 * The instant at which clocks in the zone show the wall-clock time.
 *
 * A time that is skipped when clocks go forward is moved forward by the length of the gap; of a time that occurs twice
 * when clocks go back, the first is meant (RFC 5545, 3.3.5; the same as Temporal's "compatible").
 *
 * @param localTime "2026-03-29T09:00", seconds optional
 * @param timeZone IANA name
 * @throws RangeError unless both are valid, see {@link isLocalTime} and `isTimeZone`
 */
export function instantOf(localTime: string, timeZone: string): Date {
  if (!isLocalTime(localTime)) throw new RangeError('Not a wall-clock time such as 2026-03-29T09:00.');
  const zoned = Temporal.PlainDateTime.from(localTime).toZonedDateTime(timeZone, {
    disambiguation: 'compatible',
  });
  return new Date(zoned.epochMilliseconds);
}

/**
 * What clocks in the zone show at an instant, "2026-03-29T09:00:00".
 *
 * @throws RangeError when the zone is unknown
 */
export function localTimeOf(instant: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}
