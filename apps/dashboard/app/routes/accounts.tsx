import type { LoaderFunctionArgs } from '@remix-run/node';
import type { ClientLoaderFunctionArgs } from '@remix-run/react';
import { AccountCard, AccountCard_AccountFragment } from '../components/account/account-card.tsx';
import { ConnectButton } from '../components/account/connect-button.tsx';
import { ConnectOutcome } from '../components/account/connect-outcome.tsx';
import { CopyConnectLink } from '../components/account/copy-connect-link.tsx';
import { EmptyState } from '../components/ui/empty-state.tsx';
import { Page } from '../components/ui/page.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const AccountsPageQuery = graphql(
  `
    query AccountsPage {
      accounts(first: 100) {
        edges {
          node {
            id
            nickname
            ...AccountCard_AccountFragment
          }
        }
      }
    }
  `,
  [AccountCard_AccountFragment],
);

export const meta = () => [{ title: 'Accounts · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) => loadPage(request, AccountsPageQuery, {});
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, AccountsPageQuery, {});

export default function AccountsPage() {
  const { data, refresh } = usePageQuery(AccountsPageQuery, {});
  useRefreshOnEvents(refresh, (event) => event.type.startsWith('ACCOUNT_'));
  const accounts = data.accounts.edges.map(({ node }) => node);
  return (
    <Page
      title="Accounts"
      description="TikTok creators that this team posts for."
      actions={
        accounts.length > 0 && (
          <>
            <CopyConnectLink />
            <ConnectButton />
          </>
        )
      }
    >
      <div className="grid gap-4">
        <ConnectOutcome
          nicknameOf={(id) => accounts.find((account) => account.id === id)?.nickname ?? null}
        />
        {accounts.length === 0 ? (
          <EmptyState
            icon="accounts"
            title="No accounts yet"
            action={
              <div className="flex flex-wrap justify-center gap-2">
                <ConnectButton />
                <CopyConnectLink />
              </div>
            }
          >
            You are led to TikTok, where the creator agrees. Airdate never sees the TikTok password.
          </EmptyState>
        ) : (
          <ul className="grid grid-cols-1 gap-4 lg:grid-cols-2">
            {accounts.map((account) => (
              <li key={account.id} className="grid grid-cols-1">
                <AccountCard account={account} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}
