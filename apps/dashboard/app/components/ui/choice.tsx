import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

type ChoiceProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & {
  label: ReactNode;
  description?: ReactNode;
};

/** A checkbox or radio with its label and, below, what it means or why it is not available. */
export function Choice({
  type,
  label,
  description,
  className,
  ...input
}: ChoiceProps & { type: 'checkbox' | 'radio' }) {
  const id = useId();
  return (
    <div className={classNames('flex items-start gap-2.5', className)}>
      <input
        {...input}
        id={id}
        type={type}
        aria-describedby={description ? `${id}-description` : undefined}
        className="mt-[0.22rem] size-4.5 shrink-0"
      />
      <div className="min-w-0">
        <label htmlFor={id} className={input.disabled ? 'text-muted' : undefined}>
          {label}
        </label>
        <Description id={`${id}-description`}>{description}</Description>
      </div>
    </div>
  );
}

function Description({ id, children }: { id: string; children?: ReactNode }) {
  if (!children) return null;
  return (
    <div id={id} className="text-[0.867rem] text-muted">
      {children}
    </div>
  );
}

/** Turns something on that shows more choices. */
export function Switch({
  label,
  description,
  checked,
  onChange,
}: {
  label: string;
  description?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <Description id={`${id}-description`}>{description}</Description>
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-checked={checked}
        aria-describedby={description ? `${id}-description` : undefined}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-6 w-10.5 shrink-0 appearance-none rounded-full bg-line-strong transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-5 before:rounded-full before:bg-white before:shadow-card before:transition-transform checked:bg-accent checked:before:translate-x-4.5"
      />
    </div>
  );
}
