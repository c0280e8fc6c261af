import { classNames } from './class-names.ts';

/** Strokes on a 24 x 24 grid, our own drawings. */
const PATHS = {
  home: 'M4 11.5 12 4.5l8 7V20h-5.5v-5h-5v5H4z',
  compose: 'M12 5v14M5 12h14',
  pencil: 'M5 19h3.5L19 8.5 15.5 5 5 15.5zM13 7.5l3.5 3.5',
  posts: 'M5 6h14M5 12h14M5 18h9',
  calendar: 'M5 6h14v13.5H5zM5 10.5h14M9 3.5v4M15 3.5v4',
  library: 'M4 5.5h16v13H4zM10.2 9.4v5.2l4.4-2.6z',
  accounts: 'M12 12a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM5 20c.6-3.6 3.4-5.6 7-5.6s6.4 2 7 5.6',
  schedules: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.5V12l3 2',
  quota: 'M4.5 17a8 8 0 1 1 15 0M12 15l3.8-5',
  key: 'M8.5 15.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12.3 11.5H20v3.5M16.5 11.5v2.5',
  settings: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  cross: 'm6.5 6.5 11 11M17.5 6.5l-11 11',
  warning: 'M12 4.5 3.5 19h17zM12 10v4M12 16.4v.1',
  info: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 11v5M12 8v.1',
  external: 'M10 6H5.5v12.5H18V14M13.5 4.5h6v6M19 5l-8.5 8.5',
  upload: 'M12 16V5M7.5 9.5 12 5l4.5 4.5M5 19.5h14',
  pause: 'M9 6v12M15 6v12',
  play: 'M8 5.5v13l10.5-6.5z',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5',
  chevron: 'm8 10 4 4 4-4',
  left: 'm14 7-5 5 5 5',
  right: 'm10 7 5 5-5 5',
  menu: 'M4 7h16M4 12h16M4 17h16',
  globe:
    'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM4 12h16M12 4c2.6 2.2 3.6 5 3.6 8s-1 5.8-3.6 8c-2.6-2.2-3.6-5-3.6-8s1-5.8 3.6-8z',
  lock: 'M6.5 11h11v8.5h-11zM9 11V8a3 3 0 0 1 6 0v3',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 7.5V12l3 2',
  send: 'M20 4 10.5 13.5M20 4l-6 16-3.5-6.5L4 10z',
  link: 'M10 14a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5l-1 1M14 10a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5l1-1',
  draft: 'M6 4.5h8l4 4v11H6zM14 4.5v4h4',
  question: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM9.7 9.8a2.3 2.3 0 1 1 3.3 2.1c-.7.4-1 .8-1 1.6M12 16v.1',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the text beside it, or the control's label, carries the meaning. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={classNames('size-[1.2em] shrink-0', className)}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
