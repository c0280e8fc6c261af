import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { giveBackGrantsJob, purgeTokenAccessesJob, refreshIdleGrantsJob } from './account.jobs.ts';
import { giveBackGrants } from './give-back-grants.ts';
import { purgeTokenAccesses } from './purge-token-accesses.ts';
import { refreshIdleGrants } from './refresh-idle-grants.ts';

export const accountHandlers: JobHandler[] = [
  handleJob(refreshIdleGrantsJob, async (deps) => {
    const refreshed = await refreshIdleGrants(deps);
    if (refreshed > 0) deps.log.info({ refreshed }, 'idle connections refreshed');
  }),
  handleJob(giveBackGrantsJob, (deps) => giveBackGrants(deps)),
  handleJob(purgeTokenAccessesJob, async (deps) => {
    const purged = await purgeTokenAccesses(deps);
    if (purged > 0) deps.log.info({ purged }, 'old records of token uses removed');
  }),
];
