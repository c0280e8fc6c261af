import type { Deps } from '../deps.ts';
import { completeUpload } from './complete-upload.ts';
import { probeMediaJob } from './media.jobs.ts';

const STUCK_AFTER_MS = 60_000;
const BATCH = 500;

/**
 * Brings back what a crash left behind: probes whose job is gone, and uploads whose last byte arrived but that were not
 * handed over to probing.
 *
 * @returns how many were brought back
 */
export async function requeueStuckProbes(deps: Deps): Promise<number> {
  const quietSince = new Date(deps.clock.now().getTime() - STUCK_AFTER_MS);
  const stuck = await deps.db.mediaAsset.findMany({
    where: { status: { in: ['UPLOADING', 'PROBING'] }, updatedAt: { lte: quietSince } },
    select: { id: true, status: true },
    orderBy: { updatedAt: 'asc' },
    take: BATCH,
  });
  let broughtBack = 0;
  for (const asset of stuck) {
    if (asset.status === 'PROBING') {
      await deps.jobs.enqueue(
        probeMediaJob,
        { mediaAssetId: asset.id },
        { singletonKey: asset.id, singletonSeconds: STUCK_AFTER_MS / 1000 },
      );
      broughtBack++;
    } else if (await completeUpload(deps, asset.id)) {
      broughtBack++;
    }
  }
  return broughtBack;
}
