import type { LoaderFunctionArgs } from '@remix-run/node';
import { type ClientLoaderFunctionArgs, useParams } from '@remix-run/react';
import { AccountStatusBadge } from '../components/account/account-status-badge.tsx';
import { AccountWarnings, AccountWarnings_AccountFragment } from '../components/account/account-warnings.tsx';
import { ConnectButton } from '../components/account/connect-button.tsx';
import { RECONNECT_REQUIRED } from '../components/account/connection-words.ts';
import { DisconnectAccount } from '../components/account/disconnect-account.tsx';
import { describeScope } from '../components/account/scopes.ts';
import { TimeZoneForm } from '../components/account/time-zone-form.tsx';
import { PostList } from '../components/post/post-list.tsx';
import { PostRow_PostFragment } from '../components/post/post-row.tsx';
import { QuotaMeters, QuotaMeters_AccountQuotaFragment } from '../components/quota/quota-meters.tsx';
import { ScheduleEditor, ScheduleEditor_ScheduleFragment } from '../components/schedule/schedule-editor.tsx';
import { FailurePage } from '../components/shell/failure-page.tsx';
import { Alert } from '../components/ui/alert.tsx';
import { Avatar } from '../components/ui/avatar.tsx';
import { ButtonLink } from '../components/ui/button.tsx';
import { Card } from '../components/ui/card.tsx';
import { Facts } from '../components/ui/facts.tsx';
import { Page } from '../components/ui/page.tsx';
import { RelativeTime, Time } from '../components/ui/time.tsx';
import { graphql, type ResultOf } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const AccountPageQuery = graphql(
  `
    query AccountPage($accountId: ID!) {
      posts(first: 5, filter: { accountId: $accountId }) {
        totalCount
        edges {
          node {
            id
            ...PostRow_PostFragment
          }
        }
      }
      node(id: $accountId) {
        __typename
        ... on Account {
          id
          avatarUrl
          connectedAt
          connectionExpiresAt
          nickname
          quota {
            ...QuotaMeters_AccountQuotaFragment
          }
          schedule {
            id
            ...ScheduleEditor_ScheduleFragment
          }
          scopes
          status
          timeZone
          username
          ...AccountWarnings_AccountFragment
        }
      }
    }
  `,
  [
    AccountWarnings_AccountFragment,
    PostRow_PostFragment,
    QuotaMeters_AccountQuotaFragment,
    ScheduleEditor_ScheduleFragment,
  ],
);

const isMissing = (data: ResultOf<typeof AccountPageQuery>) => data.node?.__typename !== 'Account';

export const meta = () => [{ title: 'Account · Airdate' }];
export const loader = ({ request, params }: LoaderFunctionArgs) =>
  loadPage(request, AccountPageQuery, { accountId: params.accountId ?? '' }, isMissing);
export const clientLoader = ({ request, params }: ClientLoaderFunctionArgs) =>
  preloadPage(request, AccountPageQuery, { accountId: params.accountId ?? '' }, isMissing);

export default function AccountPage() {
  const { accountId = '' } = useParams();
  const { data, refresh } = usePageQuery(AccountPageQuery, { accountId });
  useRefreshOnEvents(refresh, (event) => event.account?.id === accountId || event.type.startsWith('POST_'));
  const account = data.node?.__typename === 'Account' ? data.node : null;
  if (account === null) return <FailurePage status={404} data={null} />;
  const { status, timeZone } = account;

  return (
    <Page
      title={
        <span className="flex items-center gap-3">
          <Avatar url={account.avatarUrl} name={account.nickname} className="size-12" />
          {account.nickname}
        </span>
      }
      description={account.username && `@${account.username}`}
      actions={
        status === 'ACTIVE' && (
          <ButtonLink variant="primary" to={`/compose?account=${encodeURIComponent(account.id)}`}>
            New post
          </ButtonLink>
        )
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid gap-4">
          {status !== 'ACTIVE' && (
            <Alert
              tone="bad"
              title="Nothing goes out from this account"
              actions={<ConnectButton size="small">Connect again</ConnectButton>}
            >
              {status === 'RECONNECT_REQUIRED' ? RECONNECT_REQUIRED : 'The account is disconnected.'}
            </Alert>
          )}
          <AccountWarnings account={account} />
          <Card title="Weekly slots" description="Times at which posts of this account usually go out.">
            <ScheduleEditor schedule={account.schedule} onSaved={refresh} />
          </Card>
          <Card
            title="Latest posts"
            padded={false}
            actions={
              data.posts.totalCount > 5 && (
                <ButtonLink
                  size="small"
                  variant="quiet"
                  to={`/posts?account=${encodeURIComponent(account.id)}`}
                >
                  All {data.posts.totalCount}
                </ButtonLink>
              )
            }
          >
            {data.posts.totalCount === 0 ? (
              <p className="px-4 pb-4 text-muted sm:px-5">No posts yet.</p>
            ) : (
              <PostList posts={data.posts.edges.map(({ node }) => node)} label="Latest posts" />
            )}
          </Card>
        </div>
        <div className="grid gap-4">
          <Card title="Connection">
            <div className="grid gap-4">
              <Facts
                rows={[
                  ['Status', <AccountStatusBadge key="status" status={status} />],
                  ['Connected', <Time key="at" at={account.connectedAt} timeZone={timeZone} />],
                  [
                    'Expires',
                    status === 'ACTIVE' && (
                      <>
                        <Time at={account.connectionExpiresAt} timeZone={timeZone} />{' '}
                        <RelativeTime at={account.connectionExpiresAt} parentheses />
                      </>
                    ),
                  ],
                ]}
              />
              <div>
                <h3 className="text-[0.9rem] font-medium">Allowed on TikTok</h3>
                <ul className="mt-1 grid gap-1 text-[0.933rem]">
                  {account.scopes.map(describeScope).map(({ name, meaning }) => (
                    <li key={name}>
                      {meaning} <code className="text-[0.8rem] text-muted">{name}</code>
                    </li>
                  ))}
                </ul>
              </div>
              <TimeZoneForm key={timeZone} accountId={account.id} timeZone={timeZone} onDone={refresh} />
              <div className="flex flex-wrap gap-2 border-t border-line pt-4">
                <ConnectButton variant="secondary">Connect again</ConnectButton>
                {status !== 'DISCONNECTED' && (
                  <DisconnectAccount accountId={account.id} nickname={account.nickname} onDone={refresh} />
                )}
              </div>
            </div>
          </Card>
          <Card title="Quota">
            <QuotaMeters quota={account.quota} timeZone={timeZone} />
          </Card>
        </div>
      </div>
    </Page>
  );
}
