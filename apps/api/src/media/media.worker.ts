import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { downloadMedia } from './download-media.ts';
import { downloadMediaJob, probeMediaJob, removeMediaBytesJob } from './media.jobs.ts';
import { probeMedia } from './probe-media.ts';

export const mediaHandlers: JobHandler[] = [
  handleJob(probeMediaJob, (deps, { mediaAssetId }) => probeMedia(deps, mediaAssetId)),
  handleJob(downloadMediaJob, (deps, { mediaAssetId }) => downloadMedia(deps, mediaAssetId)),
  handleJob(removeMediaBytesJob, (deps, { storageKey }) => deps.storage.delete(storageKey)),
];
