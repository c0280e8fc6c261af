import { instantOf, localTimeOf } from '../schedules/time-zone.ts';

const MINUTE_MS = 60_000;

/** A span on the wall clock of a zone, both ends included. */
export type Span = { from: string; to: string; timeZone: string };

/** A planned time: what clocks show, and when that is. */
export type SpreadTime = { publishAt: Date; localTime: string };

/**
 * Times that lie evenly in a span, in order and to the minute: the first at its beginning, the last at its end. They are
 * even on the wall clock, so that a post a day keeps its hour when clocks change; each is at least a minute after the one
 * before.
 *
 * @param count 0 or more; a single time is the beginning
 */
export function spreadEvenly({ from, to, timeZone }: Span, count: number): SpreadTime[] {
  const [firstMs, lastMs] = [wallMs(from), wallMs(to)];
  const stepMs = count > 1 ? (lastMs - firstMs) / (count - 1) : 0;
  const times: SpreadTime[] = [];
  for (let place = 0; place < count; place++) {
    const atMs = Math.floor((firstMs + place * stepMs) / MINUTE_MS) * MINUTE_MS;
    const localTime = new Date(atMs).toISOString().slice(0, 19);
    const earliestMs = (times.at(-1)?.publishAt.getTime() ?? Number.NEGATIVE_INFINITY) + MINUTE_MS;
    const publishAt = instantOf(localTime, timeZone);
    if (publishAt.getTime() >= earliestMs) times.push({ publishAt, localTime });
    else {
      const later = new Date(earliestMs);
      times.push({ publishAt: later, localTime: localTimeOf(later, timeZone) });
    }
  }
  return times;
}

function wallMs(localTime: string): number {
  return Date.parse(`${localTime}Z`);
}
