import { Link } from '@remix-run/react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { DAY_MS } from '../../lib/duration.ts';
import { ConnectButton } from '../account/connect-button.tsx';
import { RECONNECT_REQUIRED } from '../account/connection-words.ts';
import { PostList } from '../post/post-list.tsx';
import type { PostRow_PostFragment } from '../post/post-row.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Card } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';

export const NeedsAttention_AccountFragment = graphql(`
  fragment NeedsAttention_AccountFragment on Account {
    id
    avatarUrl
    connectionExpiresAt
    nickname
    status
    timeZone
  }
`);

/** Time enough to ask the creator. */
const EXPIRES_SOON_MS = 14 * DAY_MS;

type Posts = readonly ({ id: string } & FragmentOf<typeof PostRow_PostFragment>)[];

/** Posts and accounts that go no further without a person. */
export function NeedsAttention({
  posts,
  accounts,
}: {
  posts: Posts;
  accounts: readonly FragmentOf<typeof NeedsAttention_AccountFragment>[];
}) {
  const broken = readFragment(NeedsAttention_AccountFragment, accounts).filter(
    ({ status, connectionExpiresAt }) =>
      status === 'RECONNECT_REQUIRED' || Date.parse(connectionExpiresAt) - Date.now() < EXPIRES_SOON_MS,
  );
  const nothing = posts.length === 0 && broken.length === 0;
  return (
    <Card title="Needs you" padded={false}>
      {nothing && <p className="px-4 pb-4 text-muted sm:px-5">Nothing. Everything goes out by itself.</p>}
      {broken.length > 0 && (
        <ul className="divide-y divide-line">
          {broken.map((account) => (
            <li key={account.id} className="flex flex-wrap items-center gap-3 px-4 py-3 sm:px-5">
              <Avatar url={account.avatarUrl} name={account.nickname} />
              <p className="min-w-0 flex-1 basis-48">
                <Link
                  to={`/accounts/${encodeURIComponent(account.id)}`}
                  className="font-medium hover:underline"
                >
                  {account.nickname}
                </Link>{' '}
                {account.status === 'RECONNECT_REQUIRED'
                  ? 'needs a new connection before anything can go out.'
                  : 'has to be connected again soon.'}
                <span className="block text-[0.867rem] text-muted">
                  {account.status === 'RECONNECT_REQUIRED' ? (
                    RECONNECT_REQUIRED
                  ) : (
                    <>
                      The connection ends{' '}
                      <Time at={account.connectionExpiresAt} timeZone={account.timeZone} />.
                    </>
                  )}
                </span>
              </p>
              <ConnectButton size="small">Connect again</ConnectButton>
            </li>
          ))}
        </ul>
      )}
      {posts.length > 0 && <PostList posts={posts} label="Posts that need you" />}
    </Card>
  );
}
