import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

const Payload = z.object({ webhookEventIds: z.array(z.uuid()).min(1) });
/** Of version 0.1.0; such jobs may be waiting during an upgrade. */
const EarlierPayload = z
  .object({ webhookEventId: z.uuid() })
  .transform(({ webhookEventId }) => ({ webhookEventIds: [webhookEventId] }));

/** Acts on stored webhook events of TikTok's, those that came together. Repeated runs are harmless. */
export const applyTikTokWebhooksJob = defineJob({
  name: 'apply-tiktok-webhook',
  payload: Payload.or(EarlierPayload),
  retry: { limit: 5, delaySeconds: 2 },
  expireInSeconds: 120,
  concurrency: 4,
  batchSize: 10,
});
