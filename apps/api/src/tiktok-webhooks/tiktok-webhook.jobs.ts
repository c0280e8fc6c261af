import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

/** Acts on a stored webhook event of TikTok's. Repeated runs are harmless. */
export const applyTikTokWebhookJob = defineJob({
  name: 'apply-tiktok-webhook',
  payload: z.object({ webhookEventId: z.uuid() }),
  retry: { limit: 5, delaySeconds: 2 },
  expireInSeconds: 120,
  concurrency: 4,
});
