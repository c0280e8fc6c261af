import type { LoaderFunctionArgs } from '@remix-run/node';
import { type ClientLoaderFunctionArgs, Link } from '@remix-run/react';
import { NeedsAttention, NeedsAttention_AccountFragment } from '../components/home/needs-attention.tsx';
import { OnboardingChecklist } from '../components/home/onboarding-checklist.tsx';
import { statusesOf } from '../components/post/post-filters.ts';
import { PostList } from '../components/post/post-list.tsx';
import { PostRow_PostFragment } from '../components/post/post-row.tsx';
import { ButtonLink } from '../components/ui/button.tsx';
import { Card } from '../components/ui/card.tsx';
import { Page } from '../components/ui/page.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const HomePageQuery = graphql(
  `
    query HomePage($next: [PostStatus!]!, $stuck: [PostStatus!]!, $published: [PostStatus!]!) {
      viewer {
        user {
          name
        }
      }
      accounts(first: 100, status: [ACTIVE, RECONNECT_REQUIRED]) {
        totalCount
        edges {
          node {
            id
            ...NeedsAttention_AccountFragment
          }
        }
      }
      mediaAssets(first: 1) {
        totalCount
      }
      posts(first: 1) {
        totalCount
      }
      next: posts(first: 6, filter: { status: $next }, orderBy: { field: PUBLISH_AT, direction: ASC }) {
        totalCount
        edges {
          node {
            id
            ...PostRow_PostFragment
          }
        }
      }
      stuck: posts(first: 6, filter: { status: $stuck }) {
        edges {
          node {
            id
            ...PostRow_PostFragment
          }
        }
      }
      published: posts(first: 6, filter: { status: $published }) {
        totalCount
        edges {
          node {
            id
            ...PostRow_PostFragment
          }
        }
      }
    }
  `,
  [NeedsAttention_AccountFragment, PostRow_PostFragment],
);

const VARIABLES = {
  next: statusesOf('planned', 'moving'),
  stuck: statusesOf('attention'),
  published: statusesOf('published'),
};

export const meta = () => [{ title: 'Home · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) => loadPage(request, HomePageQuery, VARIABLES);
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, HomePageQuery, VARIABLES);

export default function HomePage() {
  const { data, refresh } = usePageQuery(HomePageQuery, VARIABLES);
  useRefreshOnEvents(refresh);
  const nodes = <Node,>(connection: { edges: { node: Node }[] }) => connection.edges.map(({ node }) => node);
  const name = data.viewer?.user?.name;

  return (
    <Page
      title={name ? `Hello, ${name}` : 'Home'}
      actions={
        <ButtonLink to="/compose" variant="primary" className="lg:hidden">
          New post
        </ButtonLink>
      }
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="lg:col-span-2 empty:hidden">
          <OnboardingChecklist
            accounts={data.accounts.totalCount}
            videos={data.mediaAssets.totalCount}
            posts={data.posts.totalCount}
            published={data.published.totalCount}
          />
        </div>
        <Card
          title="Going out next"
          padded={false}
          actions={
            data.next.totalCount > 6 && (
              <ButtonLink size="small" variant="quiet" to="/posts?show=planned">
                All {data.next.totalCount}
              </ButtonLink>
            )
          }
        >
          {data.next.totalCount === 0 ? (
            <p className="px-4 pb-4 text-muted sm:px-5">
              Nothing is planned.{' '}
              <Link to="/compose" className="text-accent underline underline-offset-2">
                Schedule a post
              </Link>{' '}
              and it appears here.
            </p>
          ) : (
            <PostList posts={nodes(data.next)} label="Going out next" />
          )}
        </Card>
        <NeedsAttention posts={nodes(data.stuck)} accounts={nodes(data.accounts)} />
        <Card title="Published" padded={false} className="lg:col-span-2">
          {data.published.totalCount === 0 ? (
            <p className="px-4 pb-4 text-muted sm:px-5">Posts that TikTok has confirmed appear here.</p>
          ) : (
            <PostList posts={nodes(data.published)} label="Published" />
          )}
        </Card>
      </div>
    </Page>
  );
}
