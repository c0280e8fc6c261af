import type { Known } from '../../apps/api/test/fuzz/hostile-values.ts';
import { createApiKey } from '../fixtures/api-key.ts';
import { connectCreator } from '../fixtures/connect-creator.ts';
import type { GraphQLClient } from '../fixtures/graphql-client.ts';
import { createPost } from '../fixtures/posts.ts';
import { uploadVideo } from '../fixtures/upload-video.ts';
import { realMp4 } from '../fixtures/video-file.ts';

const LISTS = ['posts', 'events', 'accounts', 'mediaAssets', 'schedules'];
const THINGS = `{
  viewer { team { id } }
  apiKeys { id name revokedAt }
  schedules(first: 5) { edges { node { id } } }
  ${LISTS.map((list) => `${list}Cursors: ${list}(last: 3) { edges { cursor } }`).join('\n')}
}`;

const VIDEO_BYTES = 200_000;
/** Documents may revoke it. */
const SPARE_KEY = 'Spare';

type Edges<Edge> = { edges: Edge[] };
type Things = {
  viewer: { team: { id: string } };
  apiKeys: { id: string; name: string; revokedAt: string | null }[];
  schedules: Edges<{ node: { id: string } }>;
} & Record<`${string}Cursors`, Edges<{ cursor: string }>>;

/** A connected creator, a video, drafts and a key that nobody has touched yet, and cursors of every list. */
export async function makeThings(owner: GraphQLClient): Promise<Known> {
  const accountId = await connectCreator(owner, 'mia.makes');
  const file = await realMp4({ sizeBytes: VIDEO_BYTES });
  const videos = [await uploadVideo(owner, file), await uploadVideo(owner, file)];
  await file.remove();
  const mediaAssetId = videos[0]!;
  const drafts = await Promise.all(
    ['one', 'two', 'three'].map((caption) => createPost(owner, { accountId, mediaAssetId, caption })),
  );
  await createApiKey(owner, SPARE_KEY, 'VIEWER');
  const things = await owner.ask<Things>(THINGS);
  const spare = things.apiKeys.find(({ name, revokedAt }) => name === SPARE_KEY && revokedAt === null);
  return {
    ids: {
      Account: [accountId],
      ApiKey: [spare!.id],
      MediaAsset: videos,
      Post: drafts.flatMap(({ id }) => id ?? []),
      Schedule: things.schedules.edges.map(({ node }) => node.id),
      Team: [things.viewer.team.id],
    },
    cursors: LISTS.flatMap((list) => things[`${list}Cursors`]!.edges.map(({ cursor }) => cursor)),
  };
}
