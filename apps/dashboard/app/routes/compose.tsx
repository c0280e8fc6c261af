import type { LoaderFunctionArgs } from '@remix-run/node';
import {
  type ClientLoaderFunctionArgs,
  useLocation,
  useNavigate,
  useParams,
  useSearchParams,
} from '@remix-run/react';
import { ConnectButton } from '../components/account/connect-button.tsx';
import {
  Composer,
  Composer_AccountFragment,
  Composer_MediaAssetFragment,
} from '../components/composer/composer.tsx';
import { type Composition, compositionOf, EMPTY_COMPOSITION } from '../components/composer/composition.ts';
import { EditedPost_PostFragment, editedPost } from '../components/composer/edited-post.ts';
import { Alert } from '../components/ui/alert.tsx';
import { ButtonLink } from '../components/ui/button.tsx';
import { EmptyState } from '../components/ui/empty-state.tsx';
import { Page } from '../components/ui/page.tsx';
import { graphql, type ResultOf } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { splitLocalDateTime } from '../lib/local-time.ts';
import { useMediaRefresh } from '../live/media-refresh.ts';

const ComposePageQuery = graphql(
  `
    query ComposePage($postId: ID!, $withPost: Boolean!, $mediaAssetId: ID!, $withMedia: Boolean!) {
      instance {
        appAudited
      }
      accounts(first: 100, status: [ACTIVE, RECONNECT_REQUIRED]) {
        edges {
          node {
            id
            status
            ...Composer_AccountFragment
          }
        }
      }
      mediaAssets(first: 40) {
        edges {
          node {
            id
            status
            ...Composer_MediaAssetFragment
          }
        }
      }
      asked: node(id: $mediaAssetId) @include(if: $withMedia) {
        __typename
        ... on MediaAsset {
          id
          status
          ...Composer_MediaAssetFragment
        }
      }
      post: node(id: $postId) @include(if: $withPost) {
        __typename
        ... on Post {
          id
          availableActions
          mediaAsset {
            id
            status
            ...Composer_MediaAssetFragment
          }
          publishLocalTime
          publishTimeZone
          status
          ...EditedPost_PostFragment
        }
      }
    }
  `,
  [Composer_AccountFragment, Composer_MediaAssetFragment, EditedPost_PostFragment],
);

type Data = ResultOf<typeof ComposePageQuery>;
type EditedPost = Extract<NonNullable<Data['post']>, { __typename: 'Post' }>;

function variablesOf(postId: string | undefined, search: URLSearchParams) {
  const mediaAssetId = search.get('media') ?? '';
  return { postId: postId ?? '', withPost: Boolean(postId), mediaAssetId, withMedia: mediaAssetId !== '' };
}

const isMissing = ({ post }: Data) => post !== undefined && post?.__typename !== 'Post';

export const meta = () => [{ title: 'Compose · Airdate' }];
export const loader = ({ request, params }: LoaderFunctionArgs) =>
  loadPage(
    request,
    ComposePageQuery,
    variablesOf(params.postId, new URL(request.url).searchParams),
    isMissing,
  );
export const clientLoader = ({ request, params }: ClientLoaderFunctionArgs) =>
  preloadPage(
    request,
    ComposePageQuery,
    variablesOf(params.postId, new URL(request.url).searchParams),
    isMissing,
  );

export default function ComposePage() {
  const { postId } = useParams();
  const [search] = useSearchParams();
  const { data, refresh } = usePageQuery(ComposePageQuery, variablesOf(postId, search));
  const navigate = useNavigate();
  const location = useLocation();
  const assets = assetsOf(data);
  useMediaRefresh(refresh, assets);

  const accounts = data.accounts.edges.map(({ node }) => node);
  const post = data.post?.__typename === 'Post' ? data.post : null;
  const title = post === null ? 'New post' : 'Edit post';
  // Saving a new draft changes the address, but the screen and what is typed in it stay.
  const session = (location.state as { session?: string } | null)?.session ?? postId ?? 'new';

  if (post !== null && !post.availableActions.includes('EDIT')) {
    return (
      <Page title={title} narrow>
        <Alert
          tone="warn"
          title="This post can no longer be edited"
          actions={
            <ButtonLink size="small" to={`/posts/${encodeURIComponent(post.id)}`}>
              Show the post
            </ButtonLink>
          }
        >
          It is on its way to TikTok, or has already ended.
        </Alert>
      </Page>
    );
  }
  if (accounts.length === 0) {
    return (
      <Page title={title} narrow>
        <EmptyState icon="accounts" title="Connect a TikTok account first" action={<ConnectButton />}>
          A post is made for one account, with the choices that TikTok offers its creator.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={title}>
      {post !== null && post.status !== 'DRAFT' && (
        <Alert tone="warn" className="mb-4">
          Saving turns this post into a draft again: what was agreed to was the post as it is. Schedule or
          publish it again when you are done.
        </Alert>
      )}
      <Composer
        key={session}
        accounts={accounts}
        assets={assets}
        appAudited={data.instance.appAudited}
        edited={post === null ? null : editedPost(post)}
        initial={post === null ? newComposition(search, accounts) : compositionOf(post)}
        initialTime={post === null ? null : timeOf(post)}
        onDraftSaved={(id) =>
          navigate(`/compose/${encodeURIComponent(id)}`, {
            replace: true,
            preventScrollReset: true,
            state: { session },
          })
        }
      />
    </Page>
  );
}

/** The library's newest, and before them the video of the post or of the address, each once. */
function assetsOf(data: Data) {
  const first = [
    data.post?.__typename === 'Post' ? data.post.mediaAsset : null,
    data.asked?.__typename === 'MediaAsset' ? data.asked : null,
  ].filter((asset) => asset !== null);
  const all = [...first, ...data.mediaAssets.edges.map(({ node }) => node)];
  return all.filter((asset, index) => all.findIndex(({ id }) => id === asset.id) === index);
}

function newComposition(search: URLSearchParams, accounts: { id: string }[]): Composition {
  const asked = search.get('account');
  const only = accounts.length === 1 ? accounts[0]?.id : undefined;
  return {
    ...EMPTY_COMPOSITION,
    accountId: accounts.find(({ id }) => id === asked)?.id ?? only ?? null,
    mediaAssetId: search.get('media'),
  };
}

function timeOf({ publishLocalTime, publishTimeZone }: EditedPost) {
  if (!publishLocalTime || !publishTimeZone) return null;
  return { ...splitLocalDateTime(publishLocalTime), timeZone: publishTimeZone };
}
