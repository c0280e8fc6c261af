import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Hashing 4 GB takes a minute on a slow disk; a probe itself milliseconds. */
const LONGEST_PROBE_SECONDS = 900;

/** Hashes, probes and checks a complete upload. Repeated runs are harmless. */
export const probeMediaJob = defineJob({
  name: 'probe-media',
  payload: z.object({ mediaAssetId: z.uuid() }),
  retry: { limit: 5, delaySeconds: 2 },
  expireInSeconds: LONGEST_PROBE_SECONDS,
  concurrency: 2,
});

/** Fetches the bytes of a media asset from its address. Repeated runs are harmless. */
export const downloadMediaJob = defineJob({
  name: 'download-media',
  payload: z.object({ mediaAssetId: z.uuid() }),
  retry: { limit: 3, delaySeconds: 5 },
  // One that takes longer goes on: whoever is given the job finds it taken.
  expireInSeconds: 7200,
  concurrency: 4,
});

/** Removes the bytes of a deleted asset. */
export const removeMediaBytesJob = defineJob({
  name: 'remove-media-bytes',
  payload: z.object({ storageKey: z.string() }),
  retry: { limit: 10, delaySeconds: 30 },
  expireInSeconds: 300,
  concurrency: 1,
  batchSize: 10,
});
