import { type ReactNode, useId, useState } from 'react';

/**
 * Says why, on hover and on keyboard focus, next to the control it wraps. Screen readers get the text as a description.
 *
 * @param text nothing is shown while it is null
 * @param children the control, given the id for `aria-describedby`
 */
export function Tooltip({
  text,
  children,
}: {
  text: string | null;
  children: (describedBy: string | undefined) => ReactNode;
}) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the control inside is what people act on; this only watches it
    <span
      className="relative inline-flex max-w-full"
      onPointerEnter={() => setShown(true)}
      onPointerLeave={() => setShown(false)}
      onFocus={() => setShown(true)}
      onBlur={() => setShown(false)}
      onKeyDown={(event) => event.key === 'Escape' && setShown(false)}
    >
      {children(text ? id : undefined)}
      {text && (
        <span
          role="tooltip"
          id={id}
          className={
            shown
              ? 'pointer-events-none absolute bottom-full left-0 z-30 mb-1.5 w-max max-w-72 rounded-lg bg-ink px-3 py-2 text-left text-[0.867rem] font-normal whitespace-normal text-page shadow-raised'
              : 'sr-only'
          }
        >
          {text}
        </span>
      )}
    </span>
  );
}
