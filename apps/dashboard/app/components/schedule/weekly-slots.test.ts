import { describe, expect, it } from 'vitest';
import {
  addSlot,
  parseSlot,
  removeSlot,
  sameSlots,
  slotTime,
  type WeeklySlot,
  weekdayName,
} from './weekly-slots.ts';

const slot = (weekday: WeeklySlot['weekday'], hour: number, minute = 0): WeeklySlot => ({
  weekday,
  hour,
  minute,
});

describe('weekly slots', () => {
  it('stay in the order of the week', () => {
    const slots = [slot('FRIDAY', 9), slot('MONDAY', 18), slot('MONDAY', 9, 30)].reduce(addSlot, []);
    expect(slots.map(({ weekday, ...time }) => `${weekdayName(weekday)} ${slotTime(time)}`)).toEqual([
      'Monday 09:30',
      'Monday 18:00',
      'Friday 09:00',
    ]);
  });

  it('hold no time twice', () => {
    const slots = [slot('SUNDAY', 9)];
    expect(addSlot(slots, slot('SUNDAY', 9))).toBe(slots);
    expect(addSlot(slots, slot('SATURDAY', 9))).toHaveLength(2);
  });

  it('lose exactly the one that is removed', () => {
    const slots = [slot('MONDAY', 9), slot('TUESDAY', 9)];
    expect(removeSlot(slots, slot('MONDAY', 9))).toEqual([slot('TUESDAY', 9)]);
  });

  it('are the same in any order', () => {
    const [a, b] = [slot('MONDAY', 9), slot('TUESDAY', 9)];
    expect(sameSlots([a, b], [b, a])).toBe(true);
    expect(sameSlots([a], [a, b])).toBe(false);
  });

  it.each(['', '9:00', '24:00', '12:60', '12:3'])('are not read from %j', (time) => {
    expect(parseSlot('MONDAY', time)).toBeNull();
  });

  it('are read from the clock', () => {
    expect(parseSlot('MONDAY', '23:59')).toEqual(slot('MONDAY', 23, 59));
  });
});
