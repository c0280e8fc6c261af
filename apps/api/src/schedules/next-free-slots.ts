import type { Prisma } from '@airdate/db';
import { upcomingSlots, type WeeklySlot } from './slot.ts';
import { localTimeOf } from './time-zone.ts';

const MAX_FREE_SLOTS = 50;

/** Shared by every reader of slots in one GraphQL operation, which otherwise would load them twice. */
export const SLOT_ORDER = [
  { weekday: 'asc' },
  { minuteOfDay: 'asc' },
] satisfies Prisma.ScheduleSlotOrderByWithRelationInput[];

export type FreeSlot = { at: Date; localTime: string; timeZone: string };

export type PlannedSchedule = {
  pausedAt: Date | null;
  slots: readonly WeeklySlot[];
  account: { timeZone: string; posts: readonly { publishAt: Date | null }[] };
};

/**
 * What {@link nextFreeSlots} needs of a schedule's row.
 *
 * @param planned which posts hold a slot
 */
export function selectPlanned(planned: Prisma.PostWhereInput) {
  return {
    pausedAt: true,
    slots: { select: { weekday: true, minuteOfDay: true }, orderBy: SLOT_ORDER },
    account: {
      select: { timeZone: true, posts: { where: planned, select: { publishAt: true } } },
    },
  } satisfies Prisma.ScheduleSelect;
}

/**
 * The slots of a schedule at whose instant no planned post of the account goes out, in their order.
 *
 * @returns nothing while the schedule is paused, and no more than those of the coming year
 */
export function* freeSlots(schedule: PlannedSchedule, now: Date): Generator<FreeSlot, void, void> {
  const { timeZone, posts } = schedule.account;
  if (schedule.pausedAt !== null) return;
  const held = new Set(posts.map(({ publishAt }) => publishAt?.getTime()));
  for (const at of upcomingSlots(schedule.slots, timeZone, now)) {
    if (!held.has(at.getTime())) yield { at, localTime: localTimeOf(at, timeZone), timeZone };
  }
}

/** The first of {@link freeSlots}. @param count how many, 0 to 50 */
export function nextFreeSlots(schedule: PlannedSchedule, now: Date, count: number): FreeSlot[] {
  return [...freeSlots(schedule, now).take(Math.max(0, Math.min(count, MAX_FREE_SLOTS)))];
}
