import { expect, test } from 'vitest';
import { createPublishingWorld, storeVideo } from '../../test/publishing-world.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import { publishPost } from '../posts/publish-post.ts';

type FaultPoint = 'creator_info.query' | 'video.init' | 'upload' | 'status.fetch';

/** Where each post is when its worker dies. `skip` lets earlier calls to the same endpoint pass. */
const DEATHS: { username: string; point: FaultPoint; skip: number }[] = [
  { username: 'dies.asking', point: 'creator_info.query', skip: 1 },
  { username: 'dies.at.init', point: 'video.init', skip: 0 },
  { username: 'dies.at.first.chunk', point: 'upload', skip: 0 },
  { username: 'dies.at.last.chunk', point: 'upload', skip: 1 },
  { username: 'dies.waiting', point: 'status.fetch', skip: 0 },
];
const TWO_CHUNKS_BYTES = 65_000_000;
const HANG_MS = 8_000;

test('a worker killed while it asks, inits, uploads or waits leaves exactly one published post each', {
  timeout: 90_000,
}, async () => {
  const world = await createPublishingWorld();
  const { deps, simulator, team } = world;
  const video = await storeVideo(deps, team.teamId, { padToBytes: TWO_CHUNKS_BYTES });
  const posts = await Promise.all(
    DEATHS.map(async ({ username, point, skip }) => {
      simulator.createCreator({ username });
      const { account } = await connectSimulatedCreator({ deps, simulator }, team.teamId, { username });
      simulator.faults.add({ point, skip, creator: username, latencyMs: HANG_MS, effect: { kind: 'none' } });
      const id = await world.draft({ accountId: account.id, mediaAssetId: video.id });
      await publishPost(team, await world.agreement(id));
      return id;
    }),
  );

  const first = await startProcess(deps, 'worker');
  try {
    await expect.poll(() => simulator.faults.list().length, { timeout: 30_000, interval: 20 }).toBe(0);
  } finally {
    await killHard(first);
  }

  const second = await startProcess(deps, 'worker');
  try {
    for (const postId of posts) {
      await world.reaches(postId, 'PUBLISHED');
      const onTikTok = await world.onTikTok(postId);
      expect(onTikTok.map(({ media }) => media[0]?.sha256)).toEqual([video.sha256]);
    }
  } finally {
    await killHard(second);
  }
});
