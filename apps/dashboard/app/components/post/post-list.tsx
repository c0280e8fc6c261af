import type { FragmentOf } from '../../graphql/graphql.ts';
import { PostRow, type PostRow_PostFragment } from './post-row.tsx';

/** Posts below one another. */
export function PostList({
  posts,
  label,
}: {
  posts: readonly ({ id: string } & FragmentOf<typeof PostRow_PostFragment>)[];
  label: string;
}) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {posts.map((post) => (
        <li key={post.id}>
          <PostRow post={post} />
        </li>
      ))}
    </ul>
  );
}
