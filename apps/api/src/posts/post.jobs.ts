import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Tells the teams ahead which planned posts will not go out as things are. */
export const forecastPostsJob = defineJob({
  name: 'forecast-posts',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  timetable: { cron: '*/10 * * * *', lateAfterSeconds: 3_600 },
});
