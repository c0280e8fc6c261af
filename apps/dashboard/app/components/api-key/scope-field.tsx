import { useId } from 'react';
import { Choice } from '../ui/choice.tsx';
import { FieldError } from '../ui/field.tsx';
import { SCOPES, type Scope } from './scope.ts';

/** What a new key may be used for. */
export function ScopeField({
  value,
  onChange,
  error,
}: {
  value: readonly Scope[];
  onChange: (scopes: Scope[]) => void;
  error: string | undefined;
}) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-[0.9rem] font-medium">May be used for</legend>
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {SCOPES.map(({ value: scope, label, description }) => (
          <Choice
            key={scope}
            type="checkbox"
            label={label}
            description={description}
            checked={value.includes(scope)}
            onChange={(event) =>
              onChange(event.target.checked ? [...value, scope] : value.filter((other) => other !== scope))
            }
          />
        ))}
      </div>
      <FieldError id={id}>{error}</FieldError>
    </fieldset>
  );
}
