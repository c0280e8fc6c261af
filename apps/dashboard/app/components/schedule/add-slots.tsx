import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { parseSlot, WEEKDAYS, type WeeklySlot, weekdayName } from './weekly-slots.ts';

const SEVERAL = {
  'Every day': WEEKDAYS,
  'Monday to Friday': WEEKDAYS.slice(0, 5),
  Weekends: WEEKDAYS.slice(5),
};

/** Adds a time on one day of the week, or on several at once. */
export function AddSlots({ onAdd }: { onAdd: (slots: WeeklySlot[]) => void }) {
  const [days, setDays] = useState<string>('Every day');
  const [time, setTime] = useState('');

  const add = () => {
    const weekdays = SEVERAL[days as keyof typeof SEVERAL] ?? WEEKDAYS.filter((weekday) => weekday === days);
    const slots = weekdays.map((weekday) => parseSlot(weekday, time)).filter((slot) => slot !== null);
    if (slots.length > 0) onAdd(slots);
  };

  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <SelectField
        label="Day"
        value={days}
        onChange={(event) => setDays(event.target.value)}
        className="min-w-44"
      >
        {Object.keys(SEVERAL).map((name) => (
          <option key={name}>{name}</option>
        ))}
        {WEEKDAYS.map((weekday) => (
          <option key={weekday} value={weekday}>
            {weekdayName(weekday)}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Time"
        type="time"
        required
        value={time}
        onChange={(event) => setTime(event.target.value)}
      />
      <Button type="submit">Add slot</Button>
    </form>
  );
}
