import type { LoaderFunctionArgs } from '@remix-run/node';
import type { ClientLoaderFunctionArgs } from '@remix-run/react';
import { useSearchParams } from '@remix-run/react';
import { MediaCard, MediaCard_MediaAssetFragment } from '../components/media/media-card.tsx';
import { UnfinishedUploads } from '../components/media/unfinished-uploads.tsx';
import { UploadDropzone } from '../components/media/upload-dropzone.tsx';
import { UploadList } from '../components/media/upload-list.tsx';
import { EmptyState } from '../components/ui/empty-state.tsx';
import { Page } from '../components/ui/page.tsx';
import { Pager } from '../components/ui/pager.tsx';
import { graphql } from '../graphql/graphql.ts';
import { loadPage } from '../graphql/load-page.server.ts';
import { usePageQuery } from '../graphql/page-query.tsx';
import { preloadPage } from '../graphql/preload-page.ts';
import { pageVariables } from '../lib/cursor-page.ts';
import { useMediaRefresh } from '../live/media-refresh.ts';
import { useUploads } from '../uploads/use-uploads.ts';

const LibraryPageQuery = graphql(
  `
    query LibraryPage($first: Int, $after: String, $last: Int, $before: String) {
      viewer {
        team {
          timeZone
        }
      }
      mediaAssets(first: $first, after: $after, last: $last, before: $before) {
        totalCount
        edges {
          node {
            id
            status
            ...MediaCard_MediaAssetFragment
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
  [MediaCard_MediaAssetFragment],
);

const PAGE_SIZE = 12;
const variablesOf = (url: string) => pageVariables(new URL(url).searchParams, PAGE_SIZE);

export const meta = () => [{ title: 'Library · Airdate' }];
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadPage(request, LibraryPageQuery, variablesOf(request.url));
export const clientLoader = ({ request }: ClientLoaderFunctionArgs) =>
  preloadPage(request, LibraryPageQuery, variablesOf(request.url));

export default function LibraryPage() {
  const [search] = useSearchParams();
  const { data, refresh } = usePageQuery(LibraryPageQuery, pageVariables(search, PAGE_SIZE));
  const assets = data.mediaAssets.edges.map(({ node }) => node);
  useMediaRefresh(refresh, assets);

  // A finished upload is in the list below with its verdict.
  const shown = new Set(assets.filter(({ status }) => status !== 'UPLOADING').map(({ id }) => id));
  const uploads = useUploads().filter(
    ({ state, mediaAssetId }) => !(state === 'done' && mediaAssetId && shown.has(mediaAssetId)),
  );
  const inProgress = new Set(uploads.map(({ mediaAssetId }) => mediaAssetId));

  return (
    <Page
      title="Library"
      description="Videos to post, each checked against TikTok’s rules as soon as it has arrived."
    >
      <div className="grid gap-4">
        <UploadDropzone compact={data.mediaAssets.totalCount > 0} />
        <UploadList uploads={uploads} />
        <UnfinishedUploads />
        {data.mediaAssets.totalCount === 0 ? (
          <EmptyState icon="library" title="No videos yet">
            Upload the first one above. It stays here for as many posts as you like.
          </EmptyState>
        ) : (
          <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
            {assets
              .filter(({ id }) => !inProgress.has(id))
              .map((asset) => (
                <li key={asset.id} className="grid">
                  <MediaCard
                    asset={asset}
                    timeZone={data.viewer?.team.timeZone ?? 'UTC'}
                    onDeleted={refresh}
                  />
                </li>
              ))}
          </ul>
        )}
        <Pager pageInfo={data.mediaAssets.pageInfo} label="Videos" />
      </div>
    </Page>
  );
}
