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

/** Gives permissions back to TikTok that no team uses any more: when the last one leaves, and again until it is done. */
export const giveBackGrantsJob = defineJob({
  name: 'give-back-grants',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  cron: '* * * * *',
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
