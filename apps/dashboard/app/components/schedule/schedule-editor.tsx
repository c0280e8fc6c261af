import { useState } from 'react';
import { useMutation } from 'urql';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment, useMutationFailure } from '../../graphql/mutation-failure.ts';
import { formatInstant } from '../../lib/time-zone.ts';
import { useAnnounce } from '../ui/announcements.tsx';
import { Button } from '../ui/button.tsx';
import { Switch } from '../ui/choice.tsx';
import { inputClass } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';
import {
  addSlot,
  parseSlot,
  removeSlot,
  sameSlots,
  slotTime,
  WEEKDAYS,
  type Weekday,
  type WeeklySlot,
  weekdayName,
} from './weekly-slots.ts';

export const ScheduleEditor_ScheduleFragment = graphql(`
  fragment ScheduleEditor_ScheduleFragment on Schedule {
    id
    nextFreeSlots(first: 3) {
      at
      timeZone
    }
    paused
    slots {
      hour
      minute
      weekday
    }
    timeZone
  }
`);

const UpdateScheduleMutation = graphql(
  `
    mutation UpdateSchedule($input: UpdateScheduleInput!) {
      updateSchedule(input: $input) {
        __typename
        ... on Schedule {
          id
        }
        ...MutationFailure_ErrorFragment
      }
    }
  `,
  [MutationFailure_ErrorFragment],
);

/** An account's weekly times, to read and to change; saved together. */
export function ScheduleEditor({
  schedule: reference,
  onSaved,
}: {
  schedule: FragmentOf<typeof ScheduleEditor_ScheduleFragment>;
  onSaved: () => void;
}) {
  const schedule = readFragment(ScheduleEditor_ScheduleFragment, reference);
  const [edited, setEdited] = useState<{ slots: readonly WeeklySlot[]; paused: boolean } | null>(null);
  const [{ fetching }, update] = useMutation(UpdateScheduleMutation);
  const failure = useMutationFailure();
  const announce = useAnnounce();

  const { slots, paused } = edited ?? schedule;
  const changed =
    edited !== null && !(edited.paused === schedule.paused && sameSlots(edited.slots, schedule.slots));
  const setSlots = (next: readonly WeeklySlot[]) => setEdited({ slots: next, paused });

  const save = async () => {
    const input = {
      scheduleId: schedule.id,
      paused,
      slots: slots.map(({ weekday, hour, minute }) => ({ weekday, hour, minute })),
    };
    const result = await update({ input });
    if (failure.read(result.error, result.data?.updateSchedule)) return;
    setEdited(null);
    announce('The schedule is saved.');
    onSaved();
  };

  return (
    <div className="grid gap-4">
      <p className="text-[0.9rem] text-muted">All times in {schedule.timeZone}, the account’s time zone.</p>
      <ul className="grid divide-y divide-line rounded-lg border border-line">
        {WEEKDAYS.map((weekday) => (
          <Day
            key={weekday}
            weekday={weekday}
            slots={slots.filter((slot) => slot.weekday === weekday)}
            onAdd={(slot) => setSlots(addSlot(slots, slot))}
            onRemove={(slot) => setSlots(removeSlot(slots, slot))}
          />
        ))}
      </ul>
      <Switch
        label="Pause the schedule"
        description="While it is paused it offers no free slots. Posts that are already scheduled keep their time."
        checked={paused}
        onChange={(next) => setEdited({ slots, paused: next })}
      />
      {!changed && schedule.nextFreeSlots.length > 0 && (
        <p className="text-[0.9rem] text-muted">
          Next free: {schedule.nextFreeSlots.map((slot) => formatInstant(slot.at, slot.timeZone)).join(' · ')}
        </p>
      )}
      <MutationAlert failure={failure.current} />
      {changed && (
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="primary" busy={fetching} onClick={() => void save()}>
            Save schedule
          </Button>
          <Button variant="quiet" onClick={() => setEdited(null)}>
            Undo changes
          </Button>
        </div>
      )}
    </div>
  );
}

function Day({
  weekday,
  slots,
  onAdd,
  onRemove,
}: {
  weekday: Weekday;
  slots: readonly WeeklySlot[];
  onAdd: (slot: WeeklySlot) => void;
  onRemove: (slot: WeeklySlot) => void;
}) {
  const [time, setTime] = useState('');
  const name = weekdayName(weekday);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3.5 py-2">
      <span className="w-24 font-medium">{name}</span>
      <ul aria-label={`Slots on ${name}`} className="flex min-w-0 flex-1 flex-wrap gap-1.5">
        {slots.length === 0 && <li className="text-[0.9rem] text-muted">No slots</li>}
        {slots.map((slot) => (
          <li
            key={slotTime(slot)}
            className="numeric inline-flex min-h-8 items-center gap-0.5 rounded-lg bg-accent-soft pl-2.5 font-medium text-accent"
          >
            {slotTime(slot)}
            <button
              type="button"
              onClick={() => onRemove(slot)}
              aria-label={`Remove ${name} ${slotTime(slot)}`}
              className="grid size-8 place-items-center rounded-lg hover:bg-surface"
            >
              <Icon name="cross" className="size-4" />
            </button>
          </li>
        ))}
      </ul>
      <form
        className="flex items-center gap-1.5"
        onSubmit={(event) => {
          event.preventDefault();
          const slot = parseSlot(weekday, time);
          if (!slot) return;
          onAdd(slot);
          setTime('');
        }}
      >
        <input
          type="time"
          required
          value={time}
          onChange={(event) => setTime(event.target.value)}
          aria-label={`New slot on ${name}`}
          className={`${inputClass} min-h-8 w-auto py-0.5 text-[0.9rem]`}
        />
        <Button type="submit" size="small" aria-label={`Add slot on ${name}`}>
          Add
        </Button>
      </form>
    </li>
  );
}
