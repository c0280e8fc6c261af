import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { applyTikTokWebhook } from './apply-tiktok-webhook.ts';
import { applyTikTokWebhooksJob } from './tiktok-webhook.jobs.ts';

export const tiktokWebhookHandlers: JobHandler[] = [
  handleJob(applyTikTokWebhooksJob, async (deps, { webhookEventIds }) => {
    const failures: unknown[] = [];
    // One after another, for the news of one post in their order; one that fails does not stop the others.
    for (const id of webhookEventIds) {
      await applyTikTokWebhook(deps, id).catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Webhook events could not be acted on.');
  }),
];
