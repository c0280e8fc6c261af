import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** What to do where nothing is yet. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-1 px-4 py-9 text-center">
      <span className="mb-2 grid size-11 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon name={icon} className="size-5.5" />
      </span>
      <p className="font-semibold">{title}</p>
      {children && <div className="max-w-prose text-[0.933rem] text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
