import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Hashing 4 GB takes a minute on a slow disk; a probe itself milliseconds. */
const LONGEST_PROBE_SECONDS = 900;

/** Hashes, probes and judges a complete upload. Repeated runs are harmless. */
export const probeMediaJob = defineJob({
  name: 'probe-media',
  payload: z.object({ mediaAssetId: z.uuid() }),
  retry: { limit: 5, delaySeconds: 2 },
  expireInSeconds: LONGEST_PROBE_SECONDS,
  concurrency: 2,
});

/** Removes the bytes of a deleted asset. */
export const removeMediaBytesJob = defineJob({
  name: 'remove-media-bytes',
  payload: z.object({ storageKey: z.string() }),
  retry: { limit: 10, delaySeconds: 30 },
  expireInSeconds: 300,
  concurrency: 1,
});

/** Finds uploads and probes whose process died, and brings them back. */
export const requeueStuckProbesJob = defineJob({
  name: 'requeue-stuck-probes',
  payload: z.object({}),
  retry: { limit: 0, delaySeconds: 1 },
  expireInSeconds: 120,
  concurrency: 1,
  cron: '* * * * *',
});

/** Removes uploads that nobody continued for a day. */
export const purgeAbandonedUploadsJob = defineJob({
  name: 'purge-abandoned-uploads',
  payload: z.object({}),
  retry: { limit: 0, delaySeconds: 1 },
  expireInSeconds: 600,
  concurrency: 1,
  cron: '17 * * * *',
});
