import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Keeps connections alive that nobody publishes with. */
export const refreshIdleGrantsJob = defineJob({
  name: 'refresh-idle-grants',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  timetable: { cron: '41 * * * *', lateAfterSeconds: 3 * 3_600 },
});

/** Gives permissions back to TikTok that no team uses any more: when the last one leaves, and again until it is done. */
export const giveBackGrantsJob = defineJob({
  name: 'give-back-grants',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  timetable: { cron: '* * * * *', lateAfterSeconds: 900 },
});

/** Forgets old records of token uses. */
export const purgeTokenAccessesJob = defineJob({
  name: 'purge-token-accesses',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  timetable: { cron: '17 3 * * *', lateAfterSeconds: 50 * 3_600 },
});
