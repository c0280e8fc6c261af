import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Forgets old idempotency keys. */
export const purgeIdempotencyKeysJob = defineJob({
  name: 'purge-idempotency-keys',
  payload: z.object({}),
  retry: { limit: 3, delaySeconds: 60 },
  expireInSeconds: 900,
  concurrency: 1,
  timetable: { cron: '23 * * * *', lateAfterSeconds: 6 * 3_600 },
});
