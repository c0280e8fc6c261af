import { Link } from '@remix-run/react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { formatClock } from '../../lib/time-zone.ts';
import { STATUS_WORDS } from '../post/post-status.ts';
import { TONES } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';

export const CalendarEntry_PostFragment = graphql(`
  fragment CalendarEntry_PostFragment on Post {
    id
    account {
      id
      nickname
    }
    caption
    mediaAsset {
      fileName
      id
    }
    publishAt
    status
    warnings {
      sentence
    }
  }
`);

/** A post on its day. */
export function CalendarEntry({
  post: reference,
  timeZone,
}: {
  post: FragmentOf<typeof CalendarEntry_PostFragment>;
  timeZone: string;
}) {
  const post = readFragment(CalendarEntry_PostFragment, reference);
  if (!post.publishAt) return null;
  const { label, icon, tone } = STATUS_WORDS[post.status];
  return (
    <Link
      to={`/posts/${encodeURIComponent(post.id)}`}
      className="block rounded-lg border border-line bg-surface px-2.5 py-2 text-[0.867rem] shadow-card hover:bg-sunken"
    >
      <span className="flex items-center gap-1.5">
        <span className={classNames('grid size-5 place-items-center rounded-full', TONES[tone])}>
          <Icon name={icon} className="size-3.5" />
        </span>
        <span className="sr-only">{label}, </span>
        <time dateTime={post.publishAt} className="numeric font-medium" suppressHydrationWarning>
          {formatClock(post.publishAt, timeZone)}
        </time>
      </span>
      <span className="mt-1 line-clamp-2 wrap-anywhere">{post.caption || post.mediaAsset.fileName}</span>
      <span className="block truncate text-muted">{post.account.nickname}</span>
      {post.warnings.map(({ sentence }) => (
        <span key={sentence} className="mt-1 block text-warn">
          {sentence}
        </span>
      ))}
    </Link>
  );
}
