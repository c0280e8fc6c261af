import type { ReactNode } from 'react';
import { TONES, type Tone } from './badge.tsx';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

const ICONS: Record<Tone, IconName> = {
  neutral: 'info',
  accent: 'info',
  good: 'check',
  warn: 'warning',
  bad: 'warning',
};

/** A message in the page. `announce` reads it out as soon as it appears. */
export function Alert({
  tone = 'neutral',
  title,
  announce = false,
  children,
  actions,
  className,
}: {
  tone?: Tone;
  title?: ReactNode;
  announce?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <div
      role={announce ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={classNames('flex gap-2.5 rounded-lg px-3.5 py-3 text-[0.933rem]', TONES[tone], className)}
    >
      <Icon name={ICONS[tone]} className="mt-0.5 size-5" />
      <div className="min-w-0 flex-1 text-ink">
        {title && <p className="font-semibold">{title}</p>}
        {children}
        {actions && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
