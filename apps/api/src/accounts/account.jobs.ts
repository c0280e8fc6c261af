import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Keeps connections alive that nobody publishes with. */
export const refreshIdleGrantsJob = defineJob({
  name: 'refresh-idle-grants',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  cron: '41 * * * *',
});

/** Forgets old records of token uses. */
export const purgeTokenAccessesJob = defineJob({
  name: 'purge-token-accesses',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  cron: '17 3 * * *',
});
