import type { LoaderFunctionArgs } from '@remix-run/node';
import type { ClientLoaderFunctionArgs } from '@remix-run/react';
import { AccountHeading } from '../components/account/account-heading.tsx';
import { ConnectButton } from '../components/account/connect-button.tsx';
import { ScheduleEditor, ScheduleEditor_ScheduleFragment } from '../components/schedule/schedule-editor.tsx';
import { Card } from '../components/ui/card.tsx';
import { EmptyState } from '../components/ui/empty-state.tsx';
import { Page } from '../components/ui/page.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const SchedulesPageQuery = graphql(
  `
    query SchedulesPage {
      schedules(first: 100) {
        edges {
          node {
            id
            account {
              id
              avatarUrl
              nickname
            }
            ...ScheduleEditor_ScheduleFragment
          }
        }
      }
    }
  `,
  [ScheduleEditor_ScheduleFragment],
);

export const meta = () => [{ title: 'Schedules · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) => loadPage(request, SchedulesPageQuery, {});
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, SchedulesPageQuery, {});

export default function SchedulesPage() {
  const { data, refresh } = usePageQuery(SchedulesPageQuery, {});
  useRefreshOnEvents(refresh, (event) => /^(SCHEDULE|ACCOUNT)_/.test(event.type));
  const schedules = data.schedules.edges.map(({ node }) => node);
  return (
    <Page
      title="Schedules"
      narrow
      description="The weekly times at which each account usually posts. The composer offers the next free ones."
    >
      {schedules.length === 0 ? (
        <EmptyState icon="schedules" title="No accounts yet" action={<ConnectButton />}>
          Every connected account has a schedule of its own.
        </EmptyState>
      ) : (
        <ul className="grid gap-4">
          {schedules.map((schedule) => (
            <li key={schedule.id} className="grid">
              <Card title={<AccountHeading account={schedule.account} />}>
                <ScheduleEditor schedule={schedule} onSaved={refresh} />
              </Card>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
