import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { refreshIdleGrantsJob } from './account.jobs.ts';
import { refreshIdleGrants } from './refresh-idle-grants.ts';

export const accountHandlers: JobHandler[] = [
  handleJob(refreshIdleGrantsJob, async (deps) => {
    const refreshed = await refreshIdleGrants(deps);
    if (refreshed > 0) deps.log.info({ refreshed }, 'idle connections refreshed');
  }),
];
