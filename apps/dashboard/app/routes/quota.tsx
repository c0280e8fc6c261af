import type { LoaderFunctionArgs } from '@remix-run/node';
import type { ClientLoaderFunctionArgs } from '@remix-run/react';
import { AccountHeading } from '../components/account/account-heading.tsx';
import { ConnectButton } from '../components/account/connect-button.tsx';
import { QuotaMeters, QuotaMeters_AccountQuotaFragment } from '../components/quota/quota-meters.tsx';
import { Alert } from '../components/ui/alert.tsx';
import { Card } from '../components/ui/card.tsx';
import { EmptyState } from '../components/ui/empty-state.tsx';
import { Facts } from '../components/ui/facts.tsx';
import { Page } from '../components/ui/page.tsx';
import { RelativeTime, Time } from '../components/ui/time.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const QuotaPageQuery = graphql(
  `
    query QuotaPage {
      viewer {
        team {
          timeZone
        }
      }
      quota {
        accounts {
          account {
            id
            avatarUrl
            nickname
            timeZone
          }
          ...QuotaMeters_AccountQuotaFragment
        }
        app {
          activeCreatorCap
          activeCreators
          audited
          capReachedUntil
        }
      }
    }
  `,
  [QuotaMeters_AccountQuotaFragment],
);

export const meta = () => [{ title: 'Quota · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) => loadPage(request, QuotaPageQuery, {});
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, QuotaPageQuery, {});

export default function QuotaPage() {
  const { data, refresh } = usePageQuery(QuotaPageQuery, {});
  useRefreshOnEvents(refresh, (event) => /^(POST|QUOTA|ACCOUNT)_/.test(event.type));
  const { accounts, app } = data.quota;
  const timeZone = data.viewer?.team.timeZone ?? 'UTC';
  return (
    <Page
      title="Quota"
      description="TikTok limits how much goes out. Posts that meet a limit wait and go on by themselves."
    >
      <div className="grid gap-4">
        <Card title="This TikTok app">
          <div className="grid gap-3">
            {app.capReachedUntil && (
              <Alert tone="warn" title="TikTok takes no more creators through this app for now">
                Posts wait until <Time at={app.capReachedUntil} timeZone={timeZone} />{' '}
                <RelativeTime at={app.capReachedUntil} parentheses />. No account was disconnected.
              </Alert>
            )}
            <Facts
              rows={[
                [
                  'Audit',
                  app.audited
                    ? 'Passed: public posts are allowed'
                    : 'Not passed: “Only me” posts on private accounts',
                ],
                [
                  'Active creators',
                  `${app.activeCreators}${app.activeCreatorCap === null ? '' : ` of ${app.activeCreatorCap}`} in the last 24 hours`,
                ],
              ]}
            />
          </div>
        </Card>
        {accounts.length === 0 ? (
          <EmptyState icon="quota" title="No accounts yet" action={<ConnectButton />}>
            Each connected creator has limits of its own.
          </EmptyState>
        ) : (
          <ul className="grid gap-4 lg:grid-cols-2">
            {accounts.map((quota) => (
              <li key={quota.account.id} className="grid">
                <Card title={<AccountHeading account={quota.account} />}>
                  <QuotaMeters quota={quota} timeZone={quota.account.timeZone} />
                </Card>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}
