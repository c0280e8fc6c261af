import { Link } from '@remix-run/react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { Avatar } from '../ui/avatar.tsx';
import { RelativeTime, Time } from '../ui/time.tsx';
import { PostStatusBadge } from './post-status-badge.tsx';

export const PostRow_PostFragment = graphql(`
  fragment PostRow_PostFragment on Post {
    id
    account {
      avatarUrl
      id
      nickname
      timeZone
    }
    caption
    createdAt
    mediaAsset {
      fileName
      id
    }
    problem {
      sentence
    }
    publishAt
    publishedAt
    publishTimeZone
    status
    warnings {
      sentence
    }
  }
`);

/** A post in a list: what, for whom, when, and how it stands. */
export function PostRow({ post: reference }: { post: FragmentOf<typeof PostRow_PostFragment> }) {
  const post = readFragment(PostRow_PostFragment, reference);
  const timeZone = post.publishTimeZone ?? post.account.timeZone;
  const [word, at] = post.publishedAt
    ? ['', post.publishedAt]
    : post.publishAt && post.status !== 'DRAFT'
      ? ['', post.publishAt]
      : ['Created ', post.createdAt];
  return (
    <Link
      to={`/posts/${encodeURIComponent(post.id)}`}
      className="flex items-start gap-3 px-4 py-3 transition-colors hover:bg-sunken focus-visible:-outline-offset-2 sm:px-5"
    >
      <Avatar url={post.account.avatarUrl} name={post.account.nickname} className="mt-0.5 size-9" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{post.caption || post.mediaAsset.fileName}</span>
        <span className="block text-[0.867rem] text-muted">
          {post.account.nickname} · {word}
          <Time at={at} timeZone={timeZone} /> <RelativeTime at={at} parentheses />
        </span>
        {post.problem !== null && (
          <span className="block text-[0.867rem] text-bad">{post.problem.sentence}</span>
        )}
        {post.warnings.map(({ sentence }) => (
          <span key={sentence} className="block text-[0.867rem] text-warn">
            Will not go out as things are: {sentence}
          </span>
        ))}
      </span>
      <PostStatusBadge status={post.status} />
    </Link>
  );
}
