import { useState } from 'react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { MutationFailure_ErrorFragment } from '../../graphql/mutation-failure.ts';
import { useMutationForm } from '../../graphql/use-mutation-form.ts';
import { formatInstant } from '../../lib/time-zone.ts';
import { Button } from '../ui/button.tsx';
import { Switch } from '../ui/choice.tsx';
import { MutationAlert } from '../ui/mutation-alert.tsx';
import { AddSlots } from './add-slots.tsx';
import { SlotWeek } from './slot-week.tsx';
import { addSlot, removeSlot, sameSlots, type WeeklySlot } from './weekly-slots.ts';

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
  const update = useMutationForm(UpdateScheduleMutation, {
    announcement: 'The schedule is saved.',
    onDone: () => {
      setEdited(null);
      onSaved();
    },
  });

  const { slots, paused } = edited ?? schedule;
  const changed =
    edited !== null && !(edited.paused === schedule.paused && sameSlots(edited.slots, schedule.slots));

  const save = () =>
    update.submit({
      scheduleId: schedule.id,
      paused,
      slots: slots.map(({ weekday, hour, minute }) => ({ weekday, hour, minute })),
    });

  return (
    <div className="grid gap-4">
      <p className="text-[0.9rem] text-muted">All times in {schedule.timeZone}, the account’s time zone.</p>
      <SlotWeek slots={slots} onRemove={(slot) => setEdited({ paused, slots: removeSlot(slots, slot) })} />
      <AddSlots onAdd={(more) => setEdited({ paused, slots: more.reduce(addSlot, slots) })} />
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
      <MutationAlert failure={update.failure} />
      {changed && (
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="primary" busy={update.pending} onClick={() => void save()}>
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
