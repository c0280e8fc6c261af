import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { purgeIdempotencyKeysJob } from './idempotency.jobs.ts';
import { purgeIdempotencyKeys } from './purge-idempotency-keys.ts';

export const idempotencyHandlers: JobHandler[] = [
  handleJob(purgeIdempotencyKeysJob, async (deps) => {
    const purged = await purgeIdempotencyKeys(deps);
    if (purged > 0) deps.log.info({ purged }, 'old idempotency keys removed');
  }),
];
