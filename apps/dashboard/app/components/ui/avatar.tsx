import { classNames } from './class-names.ts';

/** A creator's picture, or the first letter of the name; decoration beside the name. */
export function Avatar({
  url,
  name,
  className = 'size-9',
}: {
  url: string | null;
  name: string;
  className?: string;
}) {
  if (!url) {
    return (
      <span
        aria-hidden="true"
        className={classNames(
          'grid shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent',
          className,
        )}
      >
        {/./u.exec(name)?.[0].toUpperCase() ?? '?'}
      </span>
    );
  }
  return (
    <img
      src={url}
      alt=""
      referrerPolicy="no-referrer"
      className={classNames('shrink-0 rounded-full bg-sunken object-cover', className)}
    />
  );
}
