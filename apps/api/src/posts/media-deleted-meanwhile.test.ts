import { expect, test } from 'vitest';
import { createPublishingWorld, storeVideo } from '../../test/publishing-world.ts';
import { createPost } from './create-post.ts';
import { updatePost } from './update-post.ts';

const world = await createPublishingWorld();
const { deps, team, accountId } = world;

test.each(['createPost', 'updatePost'])(
  '%s does not find a file that is deleted at the same moment',
  async (verb) => {
    const { id: mediaAssetId } = await storeVideo(deps, team.teamId);
    const postId = await world.draft();
    const deleted = Promise.withResolvers<void>();
    const deleting = deps.db.$transaction(async (tx) => {
      await tx.mediaAsset.delete({ where: { id: mediaAssetId } });
      deleted.resolve();
      await someoneWaits();
    });
    await deleted.promise;
    const using =
      verb === 'createPost'
        ? createPost(team, { accountId, mediaAssetId })
        : updatePost(team, { postId, mediaAssetId });
    await expect(using).rejects.toMatchObject({ code: 'not_found', path: ['mediaAssetId'] });
    await deleting;
  },
);

/** Until another transaction wants what this one holds. */
async function someoneWaits(): Promise<void> {
  for (;;) {
    const [row] = await deps.db.$queryRaw<{ waiting: bigint }[]>`
      SELECT count(*) AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    if (row && row.waiting > 0n) return;
  }
}
