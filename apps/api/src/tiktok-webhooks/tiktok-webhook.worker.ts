import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { applyTikTokWebhook } from './apply-tiktok-webhook.ts';
import { applyTikTokWebhookJob } from './tiktok-webhook.jobs.ts';

export const tiktokWebhookHandlers: JobHandler[] = [
  handleJob(applyTikTokWebhookJob, (deps, { webhookEventId }) => applyTikTokWebhook(deps, webhookEventId)),
];
