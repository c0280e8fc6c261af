import { Link, type LinkProps } from '@remix-run/react';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';
import { Spinner } from './spinner.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ButtonSize = 'small' | 'medium';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent enabled-hover:bg-accent-strong shadow-card',
  secondary: 'bg-surface text-ink border border-line-strong/45 enabled-hover:bg-sunken shadow-card',
  quiet: 'text-ink enabled-hover:bg-sunken',
  danger: 'bg-surface text-bad border border-bad/40 enabled-hover:bg-bad-soft shadow-card',
};

const SIZES: Record<ButtonSize, string> = {
  small: 'min-h-8 px-2.5 text-[0.867rem]',
  medium: 'min-h-9.5 px-3.5 text-[0.933rem]',
};

/** The look of a button, for things that are links. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'medium'): string {
  return classNames(
    'inline-flex items-center justify-center gap-2 rounded-lg py-1 font-medium whitespace-nowrap transition-colors select-none',
    'disabled:opacity-55 aria-disabled:opacity-55 aria-disabled:cursor-not-allowed',
    VARIANTS[variant],
    SIZES[size],
  );
}

type Look = { variant?: ButtonVariant; size?: ButtonSize };

/** `busy` keeps the width and the focus while something is under way. */
export function Button({
  variant,
  size,
  busy = false,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & Look & { busy?: boolean }) {
  const inert = busy || rest['aria-disabled'] === true;
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={inert || undefined}
      onClick={inert ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClass(variant, size), className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

export function ButtonLink({ variant, size, className, ...rest }: LinkProps & Look) {
  return <Link {...rest} className={classNames(buttonClass(variant, size), className)} />;
}

/** A link that leaves the dashboard's own pages: to the API, to TikTok. */
export function ButtonAnchor({
  variant,
  size,
  className,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & Look) {
  return <a {...rest} className={classNames(buttonClass(variant, size), className)} />;
}
