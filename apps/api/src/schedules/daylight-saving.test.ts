import fc from 'fast-check';
import { expect, test } from 'vitest';
import { upcomingSlots, type WeeklySlot } from './slot.ts';
import { instantOf, localTimeOf } from './time-zone.ts';

/*
 * What clocks show comes from Intl here, and what a wall-clock time means is worked out from that alone, so nothing is shared
 * with the code under test but the zones' rules themselves.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const FROM_MS = Date.UTC(2026, 0);
const TO_MS = Date.UTC(2036, 0);
/** Closer together than two changes of any zone: Morocco's are four weeks apart. */
const PROBE_MS = 14 * DAY_MS;
const SEED = 20_261_121;

const ZONES = Intl.supportedValuesOf('timeZone');

type Zone = { name: string; offsetMs(atMs: number): number };
type Change = { zone: Zone; atMs: number; beforeMs: number; afterMs: number };

function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: name,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  function offsetMs(atMs: number): number {
    const before = known.get(atMs);
    if (before !== undefined) return before;
    const part = Object.fromEntries(
      format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
    );
    const { year, month, day, hour, minute, second } = part as Record<string, number>;
    const offset = Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
    known.set(atMs, offset);
    return offset;
  }
  return { name, offsetMs };
}

function changesOf(zone: Zone): Change[] {
  const changes: Change[] = [];
  for (let atMs = FROM_MS; atMs < TO_MS; atMs += PROBE_MS) {
    const [beforeMs, afterMs] = [zone.offsetMs(atMs), zone.offsetMs(atMs + PROBE_MS)];
    if (beforeMs === afterMs) continue;
    let [low, high] = [atMs, atMs + PROBE_MS];
    while (high - low > MINUTE_MS) {
      const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
      if (zone.offsetMs(middle) === beforeMs) low = middle;
      else high = middle;
    }
    changes.push({ zone, atMs: high, beforeMs, afterMs });
  }
  return changes;
}

/** The first instant at which clocks show it; none in a gap, which moves it forward by the gap. */
function meaningOf(wallMs: number, { offsetMs }: Zone): number {
  const [earlier, later] = [offsetMs(wallMs - DAY_MS), offsetMs(wallMs + DAY_MS)];
  const shown = [earlier, later]
    .map((offset) => wallMs - offset)
    .filter((at) => at + offsetMs(at) === wallMs);
  return shown.length > 0 ? Math.min(...shown) : wallMs - earlier;
}

const textOf = (wallMs: number) => new Date(wallMs).toISOString().slice(0, 19);
const weekdayOf = (wallMs: number) => new Date(wallMs).getUTCDay() || 7;
const minuteOfDay = (wallMs: number) => Math.floor((wallMs % DAY_MS) / MINUTE_MS);

const zones = ZONES.map(zoneOf);
const changes = zones.flatMap(changesOf);

test('the zones of the world change their clocks thousands of times in ten years', () => {
  expect(zones.length).toBeGreaterThan(400);
  expect(changes.length).toBeGreaterThan(2_000);
  expect(changes.some(({ beforeMs, afterMs }) => Math.abs(afterMs - beforeMs) < 60 * MINUTE_MS)).toBe(true);
});

test('around every change a wall-clock time is the first instant that clocks show it, or is moved by the gap', () => {
  const wrong: string[] = [];
  for (const { zone, atMs, beforeMs, afterMs } of changes) {
    const [first, last] = [atMs + Math.min(beforeMs, afterMs), atMs + Math.max(beforeMs, afterMs)];
    const middle = first + Math.floor((last - first) / 2 / MINUTE_MS) * MINUTE_MS;
    for (const edge of [first, middle, last]) {
      for (const wallMs of [edge - MINUTE_MS, edge, edge + MINUTE_MS]) {
        const at = instantOf(textOf(wallMs), zone.name).getTime();
        if (at !== meaningOf(wallMs, zone)) wrong.push(`${textOf(wallMs)} in ${zone.name}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('at any time of the ten years a wall-clock time and its instant lead to each other', () => {
  const wall = fc.integer({ min: FROM_MS / 1000 + 86_400, max: TO_MS / 1000 - 86_400 }).map((s) => s * 1000);
  fc.assert(
    fc.property(fc.constantFrom(...zones), wall, (zone, wallMs) => {
      const at = instantOf(textOf(wallMs), zone.name);
      const shownMs = at.getTime() + zone.offsetMs(at.getTime());
      return (
        at.getTime() === meaningOf(wallMs, zone) &&
        localTimeOf(at, zone.name) === textOf(shownMs) &&
        (shownMs === wallMs || shownMs > wallMs)
      );
    }),
    { seed: SEED, numRuns: 5_000 },
  );
});

test('slots around every change come in order, each once, at the instants that their wall-clock times mean', () => {
  const wrong: string[] = [];
  for (const { zone, atMs, beforeMs, afterMs } of changes) {
    const [first, last] = [atMs + Math.min(beforeMs, afterMs), atMs + Math.max(beforeMs, afterMs)];
    const walls = [first, first + 29 * MINUTE_MS, last - MINUTE_MS, last, last + DAY_MS];
    const slots = [
      ...new Map(walls.map((wallMs) => [`${weekdayOf(wallMs)} ${minuteOfDay(wallMs)}`, wallMs])),
    ].map(([, wallMs]): WeeklySlot => ({ weekday: weekdayOf(wallMs), minuteOfDay: minuteOfDay(wallMs) }));
    const [afterAt, untilMs] = [new Date(atMs - DAY_MS), atMs + 3 * DAY_MS];
    const found: number[] = [];
    for (const at of upcomingSlots(slots, zone.name, afterAt)) {
      if (at.getTime() > untilMs) break;
      found.push(at.getTime());
    }
    const expected = meanings(slots, zone, afterAt.getTime(), untilMs);
    if (found.join() !== expected.join()) {
      wrong.push(
        `${zone.name} ${textOf(atMs)}: ${found.map(textOf).join()} and not ${expected.map(textOf).join()}`,
      );
    }
  }
  expect(wrong).toEqual([]);
});

/** Every instant of the slots in (after, until], from the wall-clock times of the days around. */
function meanings(slots: WeeklySlot[], zone: Zone, afterMs: number, untilMs: number): number[] {
  const instants = new Set<number>();
  const firstDay = Math.floor(afterMs / DAY_MS) * DAY_MS - 2 * DAY_MS;
  for (let dayMs = firstDay; dayMs <= untilMs + 2 * DAY_MS; dayMs += DAY_MS) {
    for (const slot of slots) {
      if (slot.weekday === weekdayOf(dayMs))
        instants.add(meaningOf(dayMs + slot.minuteOfDay * MINUTE_MS, zone));
    }
  }
  return [...instants].filter((at) => at > afterMs && at <= untilMs).sort((a, b) => a - b);
}
