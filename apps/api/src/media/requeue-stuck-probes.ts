import type { MediaStatus } from '@airdate/db';
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
  const [probes, uploads] = await Promise.all([
    findQuiet(deps, 'PROBING', quietSince),
    findQuiet(deps, 'UPLOADING', quietSince),
  ]);
  for (const { id } of probes) {
    await deps.jobs.enqueue(
      probeMediaJob,
      { mediaAssetId: id },
      { singletonKey: id, singletonSeconds: STUCK_AFTER_MS / 1000 },
    );
  }
  let broughtBack = probes.length;
  for (const { id } of uploads) {
    if (await completeUpload(deps, id)) broughtBack++;
  }
  return broughtBack;
}

function findQuiet(deps: Deps, status: MediaStatus, quietSince: Date): Promise<{ id: string }[]> {
  return deps.db.mediaAsset.findMany({
    where: { status, updatedAt: { lte: quietSince } },
    select: { id: true },
    // Newest first: old unfinished uploads rest for a day and must not stand in the way.
    orderBy: { updatedAt: 'desc' },
    take: BATCH,
  });
}
