import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { planAllSeries } from './plan-all-series.ts';
import { planAllSeriesJob } from './series.jobs.ts';

export const seriesHandlers: JobHandler[] = [
  handleJob(planAllSeriesJob, async (deps) => {
    const planned = await planAllSeries(deps);
    if (planned > 0) deps.log.info({ planned }, 'occurrences of series planned');
  }),
];
