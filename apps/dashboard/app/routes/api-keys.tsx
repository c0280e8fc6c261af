import type { LoaderFunctionArgs } from '@remix-run/node';
import type { ClientLoaderFunctionArgs } from '@remix-run/react';
import { ApiKeyRow, ApiKeyRow_ApiKeyFragment } from '../components/api-key/api-key-row.tsx';
import { CreateApiKey } from '../components/api-key/create-api-key.tsx';
import { Card } from '../components/ui/card.tsx';
import { EmptyState } from '../components/ui/empty-state.tsx';
import { Page } from '../components/ui/page.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const ApiKeysPageQuery = graphql(
  `
    query ApiKeysPage {
      viewer {
        team {
          timeZone
        }
      }
      apiKeys {
        id
        ...ApiKeyRow_ApiKeyFragment
      }
    }
  `,
  [ApiKeyRow_ApiKeyFragment],
);

export const meta = () => [{ title: 'API keys · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) => loadPage(request, ApiKeysPageQuery, {});
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, ApiKeysPageQuery, {});

export default function ApiKeysPage() {
  const { data, refresh } = usePageQuery(ApiKeysPageQuery, {});
  useRefreshOnEvents(refresh, (event) => event.type.startsWith('API_KEY_'));
  return (
    <Page
      title="API keys"
      narrow
      description={
        <>
          For programs that use the GraphQL API. Send a key as <code>Authorization: Bearer KEY</code> to{' '}
          <a href="/graphql" className="text-accent underline underline-offset-2">
            /graphql
          </a>
          . To replace one, make the next, give it to the program, and revoke the old one when it is no longer
          used.
        </>
      }
    >
      <div className="grid gap-4">
        <Card title="New key">
          <CreateApiKey onCreated={refresh} />
        </Card>
        <Card title="Keys" padded={false}>
          {data.apiKeys.length === 0 ? (
            <EmptyState icon="key" title="No keys yet">
              A key can do what its role and scopes allow, and never more than the person who made it.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {data.apiKeys.map((apiKey) => (
                <ApiKeyRow
                  key={apiKey.id}
                  apiKey={apiKey}
                  timeZone={data.viewer?.team.timeZone ?? 'UTC'}
                  onRevoked={refresh}
                />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </Page>
  );
}
