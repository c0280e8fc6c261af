import type { LoaderFunctionArgs } from '@remix-run/node';
import { type ClientLoaderFunctionArgs, Link, useNavigate, useSearchParams } from '@remix-run/react';
import { POST_FILTERS, postFilter } from '../components/post/post-filters.ts';
import { PostList } from '../components/post/post-list.tsx';
import { PostRow_PostFragment } from '../components/post/post-row.tsx';
import { ButtonLink } from '../components/ui/button.tsx';
import { classNames } from '../components/ui/class-names.ts';
import { EmptyState } from '../components/ui/empty-state.tsx';
import { SelectField } from '../components/ui/field.tsx';
import { Page } from '../components/ui/page.tsx';
import { Pager } from '../components/ui/pager.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { pageVariables } from '../lib/cursor-page.ts';
import { plural } from '../lib/quantity.ts';
import { useRefreshOnEvents } from '../live/team-events.tsx';

const PostsPageQuery = graphql(
  `
    query PostsPage($filter: PostsFilter!, $first: Int, $after: String, $last: Int, $before: String) {
      accounts(first: 100) {
        edges {
          node {
            id
            nickname
          }
        }
      }
      posts(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        totalCount
        edges {
          node {
            id
            ...PostRow_PostFragment
          }
        }
        pageInfo {
          endCursor
          hasNextPage
          hasPreviousPage
          startCursor
        }
      }
    }
  `,
  [PostRow_PostFragment],
);

const PAGE_SIZE = 25;

function variablesOf(search: URLSearchParams) {
  const { status } = postFilter(search.get('show'));
  return {
    ...pageVariables(search, PAGE_SIZE),
    filter: { status: status === null ? null : [...status], accountId: search.get('account') || null },
  };
}

export const meta = () => [{ title: 'Posts · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadPage(request, PostsPageQuery, variablesOf(new URL(request.url).searchParams));
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, PostsPageQuery, variablesOf(new URL(request.url).searchParams));

export default function PostsPage() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { data, refresh } = usePageQuery(PostsPageQuery, variablesOf(search));
  useRefreshOnEvents(refresh, (event) => event.type.startsWith('POST_'));

  const current = postFilter(search.get('show'));
  const posts = data.posts.edges.map(({ node }) => node);
  const searchWith = (name: string, value: string) => {
    const next = new URLSearchParams(search);
    for (const drop of ['after', 'before', name]) next.delete(drop);
    if (value) next.set(name, value);
    return `?${next}`;
  };

  return (
    <Page
      title="Posts"
      description={plural(data.posts.totalCount, 'post')}
      actions={
        data.accounts.edges.length > 1 && (
          <SelectField
            label={<span className="sr-only">Account</span>}
            value={search.get('account') ?? ''}
            onChange={(event) => navigate(searchWith('account', event.target.value))}
          >
            <option value="">All accounts</option>
            {data.accounts.edges.map(({ node }) => (
              <option key={node.id} value={node.id}>
                {node.nickname}
              </option>
            ))}
          </SelectField>
        )
      }
    >
      <nav aria-label="Filter by status" className="-mx-4 mb-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
        <ul className="flex gap-1">
          {POST_FILTERS.map(({ name, label }) => (
            <li key={name}>
              <Link
                to={searchWith('show', name === 'all' ? '' : name)}
                aria-current={name === current.name ? 'page' : undefined}
                className={classNames(
                  'inline-flex min-h-9 items-center rounded-full px-3.5 text-[0.933rem] font-medium whitespace-nowrap focus-visible:-outline-offset-2',
                  name === current.name
                    ? 'bg-accent text-on-accent'
                    : 'text-muted hover:bg-sunken hover:text-ink',
                )}
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {posts.length === 0 ? (
        <EmptyState
          icon="posts"
          title={current.name === 'all' ? 'No posts yet' : 'No posts in this list'}
          action={
            <ButtonLink variant="primary" to="/compose">
              New post
            </ButtonLink>
          }
        />
      ) : (
        <div className="overflow-hidden rounded-xl border border-line bg-surface shadow-card">
          <PostList posts={posts} label={current.label} />
        </div>
      )}
      <Pager pageInfo={data.posts.pageInfo} label="Posts" />
    </Page>
  );
}
