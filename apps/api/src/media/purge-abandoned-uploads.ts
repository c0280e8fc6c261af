import type { MediaAsset, Prisma } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { removeMediaBytesJob } from './media.jobs.ts';
import { isReferencedByPost } from './media.queries.ts';
import type { StoredProblem } from './media-asset.ts';
import { NO_DOWNLOAD } from './source-url.ts';

const ABANDONED_AFTER_MS = 24 * 3_600_000;
const BATCH = 200;
const SYSTEM = { kind: 'system' } as const;

const NEVER_FINISHED: StoredProblem = {
  code: 'upload_abandoned',
  field: 'sizeBytes',
  measured: 'an unfinished upload',
  allowed: 'a complete file',
  sentence: 'The upload of this file was never finished. Upload it again and choose the new file.',
};

/**
 * Removes uploads that received nothing for 24 hours. One that a post already refers to stays, as REJECTED, so that
 * the post can say what is wrong.
 *
 * @returns how many were removed or rejected
 */
export async function purgeAbandonedUploads(deps: Deps): Promise<number> {
  const quietSince = new Date(deps.clock.now().getTime() - ABANDONED_AFTER_MS);
  const abandoned = await deps.db.mediaAsset.findMany({
    where: { status: 'UPLOADING', updatedAt: { lte: quietSince } },
    orderBy: { updatedAt: 'asc' },
    take: BATCH,
  });
  let purged = 0;
  for (const asset of abandoned) {
    const done = await remove(deps, asset, quietSince).catch((error: unknown) => {
      if (isReferencedByPost(error)) return reject(deps, asset, quietSince);
      throw error;
    });
    if (done) purged++;
  }
  return purged;
}

function remove(deps: Deps, asset: MediaAsset, quietSince: Date): Promise<boolean> {
  return withTransaction(deps.db, async (tx) => {
    const { count } = await tx.mediaAsset.deleteMany({ where: stillAbandoned(asset, quietSince) });
    if (count === 0) return false;
    await deps.jobs.enqueue(removeMediaBytesJob, { storageKey: asset.storageKey }, { tx });
    await appendEvent(tx, {
      teamId: asset.teamId,
      mediaAssetId: asset.id,
      actor: SYSTEM,
      at: deps.clock.now(),
      type: 'media.deleted',
      data: { fileName: asset.fileName },
    });
    return true;
  });
}

function reject(deps: Deps, asset: MediaAsset, quietSince: Date): Promise<boolean> {
  const at = deps.clock.now();
  return withTransaction(deps.db, async (tx) => {
    const { count } = await tx.mediaAsset.updateMany({
      where: stillAbandoned(asset, quietSince),
      data: { status: 'REJECTED', problems: [NEVER_FINISHED], ...NO_DOWNLOAD, updatedAt: at },
    });
    if (count === 0) return false;
    await deps.jobs.enqueue(removeMediaBytesJob, { storageKey: asset.storageKey }, { tx });
    await appendEvent(tx, {
      teamId: asset.teamId,
      mediaAssetId: asset.id,
      actor: SYSTEM,
      at,
      type: 'media.rejected',
      data: { problems: [NEVER_FINISHED.code] },
    });
    return true;
  });
}

function stillAbandoned(asset: MediaAsset, quietSince: Date): Prisma.MediaAssetWhereInput {
  return { id: asset.id, status: 'UPLOADING', updatedAt: { lte: quietSince } };
}
