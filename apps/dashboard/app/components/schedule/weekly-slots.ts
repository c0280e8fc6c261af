export const WEEKDAYS = [
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
  'SUNDAY',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A weekly wall-clock time. */
export type WeeklySlot = { weekday: Weekday; hour: number; minute: number };

export function weekdayName(weekday: Weekday): string {
  return `${weekday[0]}${weekday.slice(1).toLowerCase()}`;
}

/** "09:05" */
export function slotTime({ hour, minute }: Pick<WeeklySlot, 'hour' | 'minute'>): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** @param time "09:05"; null for anything else */
export function parseSlot(weekday: Weekday, time: string): WeeklySlot | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return match === null ? null : { weekday, hour: Number(match[1]), minute: Number(match[2]) };
}

function position(slot: WeeklySlot): number {
  return WEEKDAYS.indexOf(slot.weekday) * 1440 + slot.hour * 60 + slot.minute;
}

/** The slots of the week in order, with one more; the same list when it is there already. */
export function addSlot(slots: readonly WeeklySlot[], slot: WeeklySlot): readonly WeeklySlot[] {
  if (slots.some((each) => position(each) === position(slot))) return slots;
  return [...slots, slot].sort((a, b) => position(a) - position(b));
}

export function removeSlot(slots: readonly WeeklySlot[], slot: WeeklySlot): readonly WeeklySlot[] {
  return slots.filter((each) => position(each) !== position(slot));
}

export function sameSlots(a: readonly WeeklySlot[], b: readonly WeeklySlot[]): boolean {
  const key = (slots: readonly WeeklySlot[]) =>
    slots
      .map(position)
      .sort((x, y) => x - y)
      .join();
  return key(a) === key(b);
}
