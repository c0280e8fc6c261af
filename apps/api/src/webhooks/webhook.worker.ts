import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { purgeWebhookLog } from './purge-webhook-log.ts';
import { purgeWebhookLogJob } from './webhook.jobs.ts';

export const webhookHandlers: JobHandler[] = [
  handleJob(purgeWebhookLogJob, async (deps) => {
    const purged = await purgeWebhookLog(deps);
    if (purged > 0) deps.log.info({ purged }, 'old webhook deliveries removed');
  }),
];
