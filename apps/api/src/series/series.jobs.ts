import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Makes posts of the occurrences that came into reach. */
export const planAllSeriesJob = defineJob({
  name: 'plan-all-series',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  timetable: { cron: '23 * * * *', lateAfterSeconds: 4 * 3_600 },
});
