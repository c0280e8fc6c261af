import { Temporal } from 'temporal-polyfill';

/** A weekly wall-clock time. */
export type WeeklySlot = {
  /** ISO 8601: 1 is Monday, 7 is Sunday. */
  weekday: number;
  /** Since midnight, 0 to 1439. */
  minuteOfDay: number;
};

/** How far ahead slots are looked for. */
const HORIZON_DAYS = 366;

/**
 * The instants of weekly slots after an instant, in order, each once, for {@link HORIZON_DAYS}.
 *
 * Slots are wall-clock times: their instants follow the zone through daylight saving. A slot in a skipped hour moves
 * forward by the gap, one in a repeated hour is the first of the two; where that makes two slots meet, they are one.
 *
 * @param timeZone IANA name
 */
export function* upcomingSlots(
  slots: readonly WeeklySlot[],
  timeZone: string,
  after: Date,
): Generator<Date, void, void> {
  if (slots.length === 0) return;
  const today = Temporal.Instant.fromEpochMilliseconds(after.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  let waiting: number[] = [];
  let last = after.getTime();
  // From yesterday on, because a gap around midnight can move a slot into the next day.
  for (let ahead = -1; ahead <= HORIZON_DAYS; ahead++) {
    const day = today.add({ days: ahead });
    waiting.push(...instantsOnDay(slots, day, timeZone));
    waiting.sort((a, b) => a - b);
    const nextMidnight = day.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
    for (const instant of waiting) {
      if (instant >= nextMidnight) break;
      if (instant > last) {
        last = instant;
        yield new Date(instant);
      }
    }
    waiting = waiting.filter((instant) => instant >= nextMidnight);
  }
}

function instantsOnDay(slots: readonly WeeklySlot[], day: Temporal.PlainDate, timeZone: string): number[] {
  return slots
    .filter(({ weekday }) => weekday === day.dayOfWeek)
    .map(({ minuteOfDay }) => {
      const time = new Temporal.PlainTime(Math.floor(minuteOfDay / 60), minuteOfDay % 60);
      return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
    });
}
