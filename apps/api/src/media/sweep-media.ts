import type { Deps } from '../deps.ts';
import { purgeAbandonedUploads } from './purge-abandoned-uploads.ts';
import { requeueStuckDownloads } from './requeue-stuck-downloads.ts';
import { requeueStuckProbes } from './requeue-stuck-probes.ts';

/** Puts right what crashes and people left behind. Harmless at any time and in several processes at once. */
export async function sweepMedia(deps: Deps): Promise<void> {
  const broughtBack = await requeueStuckProbes(deps);
  if (broughtBack > 0) deps.log.warn({ broughtBack }, 'uploads and probes brought back');
  const begunAgain = await requeueStuckDownloads(deps);
  if (begunAgain > 0) deps.log.warn({ begunAgain }, 'downloads begun again');
  const purged = await purgeAbandonedUploads(deps);
  if (purged > 0) deps.log.info({ purged }, 'abandoned uploads removed');
}
