import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { probeMediaJob } from './media.jobs.ts';
import { NO_DOWNLOAD } from './source-url.ts';

/**
 * Hands an upload whose last byte arrived over to probing. Does nothing while bytes are missing, or when it was handed
 * over already.
 *
 * @returns whether this call handed it over
 */
export async function completeUpload(deps: Deps, mediaAssetId: string): Promise<boolean> {
  const asset = await deps.db.mediaAsset.findUnique({ where: { id: mediaAssetId } });
  if (asset?.status !== 'UPLOADING') return false;
  const receivedBytes = await deps.storage.size(asset.storageKey);
  if (receivedBytes !== Number(asset.sizeBytes)) return false;

  return withTransaction(deps.db, async (tx) => {
    const { count } = await tx.mediaAsset.updateMany({
      where: { id: asset.id, status: 'UPLOADING' },
      data: { status: 'PROBING', ...NO_DOWNLOAD, updatedAt: deps.clock.now() },
    });
    if (count === 0) return false;
    await deps.jobs.enqueue(probeMediaJob, { mediaAssetId: asset.id }, { tx });
    return true;
  });
}
