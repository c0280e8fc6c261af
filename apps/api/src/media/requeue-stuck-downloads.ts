import type { Deps } from '../deps.ts';
import { downloadMediaJob } from './media.jobs.ts';

const OVERDUE_MS = 20_000;
const BATCH = 200;

/**
 * Brings back downloads that nobody works on: their worker died, or their job is gone.
 *
 * @returns how many were brought back
 */
export async function requeueStuckDownloads({ db, clock, jobs }: Deps): Promise<number> {
  const stuck = await db.mediaAsset.findMany({
    where: {
      status: 'UPLOADING',
      sealedSourceUrl: { not: null },
      downloadDueAt: { lte: new Date(clock.now().getTime() - OVERDUE_MS) },
    },
    select: { id: true },
    orderBy: { downloadDueAt: 'asc' },
    take: BATCH,
  });
  for (const { id } of stuck) {
    await jobs.enqueue(downloadMediaJob, { mediaAssetId: id }, { singletonKey: id, singletonSeconds: 60 });
  }
  return stuck.length;
}
