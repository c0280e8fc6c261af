import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

/** A titled region of a page. */
export function Card({
  title,
  actions,
  description,
  className,
  padded = true,
  children,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  description?: ReactNode;
  className?: string;
  padded?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={title ? id : undefined}
      className={classNames('min-w-0 rounded-xl border border-line bg-surface shadow-card', className)}
    >
      {title && (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-3.5 pb-1 sm:px-5">
          <div className="min-w-0">
            <h2 id={id} className="text-[1.067rem]">
              {title}
            </h2>
            {description && <p className="text-[0.9rem] text-muted">{description}</p>}
          </div>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
        </header>
      )}
      <div className={padded ? 'px-4 pt-2.5 pb-4 sm:px-5 sm:pb-5' : 'pt-1.5'}>{children}</div>
    </section>
  );
}
