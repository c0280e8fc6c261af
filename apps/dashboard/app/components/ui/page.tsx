import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** The frame of every page: title, what can be done here, content. */
export function Page({
  title,
  description,
  actions,
  narrow = false,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      className={classNames(
        'mx-auto w-full px-4 pt-5 pb-16 sm:px-6 lg:px-8 lg:pt-7',
        narrow ? 'max-w-3xl' : 'max-w-6xl',
      )}
    >
      <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-[1.6rem] leading-tight wrap-anywhere">{title}</h1>
          {description && <div className="mt-1 max-w-prose text-muted">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
