import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import { Field, inputClass } from './field.tsx';
import { Icon } from './icon.tsx';

export type SelectOption<Value extends string> = {
  value: Value;
  label: string;
  /** Why it cannot be chosen now; shown on hover and read out. */
  disabledBecause: string | null;
};

/**
 * A dropdown whose options can say why they are not available, which the browser's own cannot. Follows the ARIA pattern
 * of a select-only combobox: arrows, Home, End, first letters, Enter, Escape.
 */
export function SelectMenu<Value extends string>({
  label,
  hint,
  error,
  placeholder,
  value,
  options,
  onChange,
  disabled = false,
}: {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  placeholder: string;
  value: Value | null;
  options: SelectOption<Value>[];
  onChange: (value: Value) => void;
  disabled?: boolean;
}) {
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const selected = options.find((option) => option.value === value);

  useEffect(() => {
    if (!open) return;
    const closeOutside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [open]);

  const show = () => {
    setActive(
      Math.max(
        0,
        options.findIndex((option) => option.value === value),
      ),
    );
    setOpen(true);
  };
  const choose = (index: number) => {
    const option = options[index];
    if (option === undefined || option.disabledBecause) return;
    onChange(option.value);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = options.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: Math.min(last, active + 1),
      ArrowUp: Math.max(0, active - 1),
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      setOpen(false);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (open) choose(active);
      else show();
    } else if (event.key in moves) {
      event.preventDefault();
      if (open) setActive(moves[event.key] as number);
      else show();
    } else if (/^\p{L}$/u.test(event.key)) {
      const found = options.findIndex((option) =>
        option.label.toLowerCase().startsWith(event.key.toLowerCase()),
      );
      if (found >= 0) {
        if (!open) setOpen(true);
        setActive(found);
      }
    }
  };

  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <div ref={box} className="relative">
          <button
            {...wiring}
            type="button"
            role="combobox"
            aria-haspopup="listbox"
            aria-expanded={open}
            aria-controls={listId}
            aria-activedescendant={open ? `${listId}-${active}` : undefined}
            disabled={disabled}
            onClick={() => (open ? setOpen(false) : show())}
            onKeyDown={onKeyDown}
            onBlur={() => setOpen(false)}
            className={classNames(inputClass, 'flex items-center justify-between gap-2 text-left')}
          >
            <span className={selected === undefined ? 'text-muted' : undefined}>
              {selected?.label ?? placeholder}
            </span>
            <Icon name="chevron" className="text-muted" />
          </button>
          <div
            id={listId}
            role="listbox"
            aria-label={label}
            hidden={!open}
            className="absolute inset-x-0 top-full z-30 mt-1 rounded-lg border border-line bg-raised p-1 shadow-raised"
          >
            {options.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the combobox, which keeps the focus
              <div
                key={option.value}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={option.value === value}
                aria-disabled={option.disabledBecause !== null || undefined}
                title={option.disabledBecause ?? undefined}
                // Keeps the focus on the combobox.
                onPointerDown={(event) => event.preventDefault()}
                onPointerEnter={() => setActive(index)}
                onClick={() => choose(index)}
                className={classNames(
                  'flex min-h-9 items-center justify-between gap-3 rounded-md px-2.5 py-1.5',
                  index === active && 'bg-accent-soft',
                  option.disabledBecause ? 'cursor-not-allowed text-muted' : 'cursor-pointer',
                )}
              >
                <span>
                  {option.label}
                  {option.disabledBecause && (
                    <span className="block text-[0.867rem]">{option.disabledBecause}</span>
                  )}
                </span>
                {option.value === value && <Icon name="check" className="text-accent" />}
              </div>
            ))}
          </div>
        </div>
      )}
    </Field>
  );
}
