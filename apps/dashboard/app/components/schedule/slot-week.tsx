import { Icon } from '../ui/icon.tsx';
import { slotTime, WEEKDAYS, type WeeklySlot, weekdayName } from './weekly-slots.ts';

/** The slots of a week, day by day, each with a button that takes it away. */
export function SlotWeek({
  slots,
  onRemove,
}: {
  slots: readonly WeeklySlot[];
  onRemove: (slot: WeeklySlot) => void;
}) {
  return (
    <ul className="grid divide-y divide-line rounded-lg border border-line">
      {WEEKDAYS.map((weekday) => {
        const name = weekdayName(weekday);
        const ofDay = slots.filter((slot) => slot.weekday === weekday);
        return (
          <li key={weekday} className="flex min-h-10 items-center gap-3 px-3.5 py-1">
            <span className="w-24 shrink-0 text-[0.933rem] font-medium">{name}</span>
            <ul aria-label={`Slots on ${name}`} className="flex min-w-0 flex-1 flex-wrap gap-1.5">
              {ofDay.length === 0 && <li className="text-[0.9rem] text-muted">No slots</li>}
              {ofDay.map((slot) => (
                <li
                  key={slotTime(slot)}
                  className="numeric inline-flex items-center rounded-lg bg-accent-soft pl-2.5 text-[0.933rem] font-medium text-accent"
                >
                  {slotTime(slot)}
                  <button
                    type="button"
                    onClick={() => onRemove(slot)}
                    aria-label={`Remove ${name} ${slotTime(slot)}`}
                    className="grid size-7.5 place-items-center rounded-lg hover:bg-surface"
                  >
                    <Icon name="cross" className="size-3.5" />
                  </button>
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}
