import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Forgets old deliveries, and secrets that no longer sign. */
export const purgeWebhookLogJob = defineJob({
  name: 'purge-webhook-log',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  timetable: { cron: '27 * * * *', lateAfterSeconds: 6 * 3_600 },
});
