import { Link } from '@remix-run/react';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { Alert } from '../ui/alert.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Badge } from '../ui/badge.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { RelativeTime, Time } from '../ui/time.tsx';
import { AccountStatusBadge } from './account-status-badge.tsx';
import { AccountWarnings, AccountWarnings_AccountFragment } from './account-warnings.tsx';
import { ConnectButton } from './connect-button.tsx';
import { RECONNECT_REQUIRED } from './connection-words.ts';
import { describeScope } from './scopes.ts';

export const AccountCard_AccountFragment = graphql(
  `
    fragment AccountCard_AccountFragment on Account {
      id
      avatarUrl
      connectionExpiresAt
      nickname
      scopes
      status
      timeZone
      username
      ...AccountWarnings_AccountFragment
    }
  `,
  [AccountWarnings_AccountFragment],
);

/** A connected account at a glance: who, whether it works, until when, and what it allowed. */
export function AccountCard({
  account: reference,
}: {
  account: FragmentOf<typeof AccountCard_AccountFragment>;
}) {
  const account = readFragment(AccountCard_AccountFragment, reference);
  const path = `/accounts/${encodeURIComponent(account.id)}`;
  return (
    <article className="grid content-start gap-3 rounded-xl border border-line bg-surface px-4 py-4 shadow-card sm:px-5">
      <div className="flex items-center gap-3">
        <Avatar url={account.avatarUrl} name={account.nickname} className="size-12" />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-[1.067rem]">
            <Link to={path} className="rounded hover:underline">
              {account.nickname}
            </Link>
          </h2>
          <p className="truncate text-muted">{account.username ? `@${account.username}` : 'No username'}</p>
        </div>
        <AccountStatusBadge status={account.status} />
      </div>
      {account.status === 'RECONNECT_REQUIRED' && (
        <Alert
          tone="bad"
          actions={
            <ConnectButton size="small" variant="secondary">
              Connect again
            </ConnectButton>
          }
        >
          {RECONNECT_REQUIRED}
        </Alert>
      )}
      <AccountWarnings account={account} />
      <Facts
        rows={[
          [
            'Allowed',
            <ul key="scopes" className="flex flex-wrap gap-1">
              {account.scopes.map(describeScope).map(({ name, meaning }) => (
                <li key={name} title={name}>
                  <Badge>{meaning}</Badge>
                </li>
              ))}
            </ul>,
          ],
          [
            'Connection',
            account.status === 'ACTIVE' && (
              <>
                until <Time at={account.connectionExpiresAt} timeZone={account.timeZone} /> (
                <RelativeTime at={account.connectionExpiresAt} />)
              </>
            ),
          ],
          ['Time zone', account.timeZone],
        ]}
      />
      <div className="flex flex-wrap gap-2">
        {account.status === 'ACTIVE' && (
          <ButtonLink size="small" to={`/compose?account=${encodeURIComponent(account.id)}`}>
            New post
          </ButtonLink>
        )}
        <ButtonLink size="small" variant="quiet" to={path}>
          Details
        </ButtonLink>
      </div>
    </article>
  );
}
