import { resolveLocalTime, splitLocalDateTime } from '../../lib/local-time.ts';
import { formatInstant } from '../../lib/time-zone.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { RelativeTime } from '../ui/time.tsx';
import { TimeZoneField } from '../ui/time-zone-field.tsx';

export type PlannedTime = { date: string; time: string; timeZone: string };
export type FreeSlot = { at: string; localTime: string; timeZone: string };

/** Date, time and zone of a planned post, with the instant that they mean in words. */
export function PublishTimeFields({
  planned,
  onChange,
  accountTimeZone,
  freeSlots,
  errors,
}: {
  planned: PlannedTime;
  onChange: (planned: PlannedTime) => void;
  accountTimeZone: string;
  freeSlots: readonly FreeSlot[];
  errors: { localTime?: string; timeZone?: string };
}) {
  const set = (fields: Partial<PlannedTime>) => onChange({ ...planned, ...fields });

  return (
    <div className="grid gap-3">
      <div className="grid gap-3 sm:grid-cols-[auto_auto_1fr]">
        <TextField
          label="Date"
          type="date"
          required
          value={planned.date}
          onChange={(event) => set({ date: event.target.value })}
        />
        <TextField
          label="Time"
          type="time"
          required
          value={planned.time}
          onChange={(event) => set({ time: event.target.value })}
        />
        <TimeZoneField
          value={planned.timeZone}
          onChange={(timeZone) => set({ timeZone })}
          likely={[accountTimeZone]}
          error={errors.timeZone}
        />
      </div>
      <div aria-live="polite" className="text-[0.9rem] text-muted">
        <Meaning planned={planned} />
        {errors.localTime && <p className="font-medium text-bad">{errors.localTime}</p>}
      </div>
      {freeSlots.length > 0 && (
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="text-[0.867rem] text-muted">Next free slots:</span>
          {freeSlots.map((slot) => (
            <Button
              key={slot.at}
              size="small"
              onClick={() => onChange({ ...splitLocalDateTime(slot.localTime), timeZone: slot.timeZone })}
            >
              {formatInstant(slot.at, slot.timeZone)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}

function Meaning({ planned }: { planned: PlannedTime }) {
  const resolved = resolveLocalTime(`${planned.date}T${planned.time}`, planned.timeZone);
  if (resolved === null) return <p>Choose a date and a time.</p>;
  const instant = resolved.instant.toISOString();
  return (
    <>
      {resolved.kind === 'gap' && (
        <p className="font-medium text-warn">
          Clocks jump over this time on that day; it moves forward with them.
        </p>
      )}
      {resolved.kind === 'overlap' && (
        <p className="font-medium text-warn">This time comes twice on that day; the first is meant.</p>
      )}
      <p>
        Goes out {formatInstant(instant, planned.timeZone)} (<RelativeTime at={instant} />
        {planned.timeZone !== 'UTC' && `, ${formatInstant(instant, 'UTC')}`})
      </p>
    </>
  );
}
