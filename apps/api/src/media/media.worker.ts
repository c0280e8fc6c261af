import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import {
  probeMediaJob,
  purgeAbandonedUploadsJob,
  removeMediaBytesJob,
  requeueStuckProbesJob,
} from './media.jobs.ts';
import { probeMedia } from './probe-media.ts';
import { purgeAbandonedUploads } from './purge-abandoned-uploads.ts';
import { requeueStuckProbes } from './requeue-stuck-probes.ts';

export const mediaHandlers: JobHandler[] = [
  handleJob(probeMediaJob, (deps, { mediaAssetId }) => probeMedia(deps, mediaAssetId)),
  handleJob(removeMediaBytesJob, (deps, { storageKey }) => deps.storage.delete(storageKey)),
  handleJob(requeueStuckProbesJob, async (deps) => {
    const broughtBack = await requeueStuckProbes(deps);
    if (broughtBack > 0) deps.log.warn({ broughtBack }, 'uploads and probes brought back');
  }),
  handleJob(purgeAbandonedUploadsJob, async (deps) => {
    const purged = await purgeAbandonedUploads(deps);
    if (purged > 0) deps.log.info({ purged }, 'abandoned uploads removed');
  }),
];
