import { type ReactNode, useEffect, useState } from 'react';
import { describeTimeZone, timeZoneChoices } from '../../lib/time-zone.ts';
import { SelectField } from './field.tsx';

/** Chooses an IANA zone: the likely ones first, then all that this browser knows. */
export function TimeZoneField({
  value,
  onChange,
  likely,
  error,
  className,
}: {
  value: string;
  onChange: (timeZone: string) => void;
  /** Zones to offer first; the browser's own joins them. */
  likely: string[];
  error?: ReactNode;
  className?: string;
}) {
  // Which zones there are is the browser's knowledge, so the server offers only the likely ones.
  const [own, setOwn] = useState<string | null>(null);
  useEffect(() => setOwn(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  const { near, all } = timeZoneChoices([value, ...likely, ...(own ? [own] : []), 'UTC']);
  return (
    <SelectField
      label="Time zone"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
      className={className}
    >
      <optgroup label="Likely">
        {near.map((zone) => (
          <option key={zone} value={zone}>
            {describeTimeZone(zone, new Date())}
          </option>
        ))}
      </optgroup>
      {own && (
        <optgroup label="All">
          {all.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </optgroup>
      )}
    </SelectField>
  );
}
