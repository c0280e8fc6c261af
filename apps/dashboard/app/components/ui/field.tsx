import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';

export const inputClass =
  'w-full min-h-10 rounded-lg border border-line-strong/70 bg-surface px-3 py-1.5 text-ink shadow-card placeholder:text-muted/80 aria-invalid:border-bad disabled:bg-sunken disabled:text-muted';

type FieldProps = { label: ReactNode; hint?: ReactNode; error?: ReactNode; className?: string };

type Wiring = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined };

/** A control with its label, a hint, and the error that belongs to it; all wired for assistive technology. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={classNames('min-w-0', className)}>
      <label htmlFor={id} className="mb-1 block text-[0.9rem] font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <div id={`${id}-hint`} className="mt-1 text-[0.867rem] text-muted">
          {hint}
        </div>
      )}
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}

/** The message at a field; keeps its place in the page so that it is read out when it appears. */
export function FieldError({ id, children }: { id?: string; children?: ReactNode }) {
  return (
    <div id={id} aria-live="polite">
      {children && (
        <p className="mt-1 flex gap-1.5 text-[0.867rem] font-medium text-bad">
          <Icon name="warning" className="mt-0.5 size-4" />
          <span className="min-w-0">{children}</span>
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  className,
  ...input
}: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field {...{ label, hint, error, className }}>
      {(wiring) => <input {...input} {...wiring} className={inputClass} />}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...select
}: FieldProps & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field {...{ label, hint, error, className }}>
      {(wiring) => (
        <select {...select} {...wiring} className={inputClass}>
          {children}
        </select>
      )}
    </Field>
  );
}
