import { z } from 'zod';
import { defineJob } from '../jobs/define-job.ts';

const PostPayload = z.object({ postId: z.uuid() });

/** A long upload may take TikTok's whole hour and more than one attempt. */
const LONGEST_PUBLISH_SECONDS = 3 * 3600;

/** Carries a due post to TikTok. Early, late and repeated runs are harmless: the row decides. */
export const publishPostJob = defineJob({
  name: 'publish-post',
  payload: PostPayload,
  retry: { limit: 3, delaySeconds: 2 },
  expireInSeconds: LONGEST_PUBLISH_SECONDS,
  concurrency: 8,
});

/** Asks TikTok once what became of a post. */
export const checkPublishStatusJob = defineJob({
  name: 'check-publish-status',
  payload: PostPayload,
  retry: { limit: 3, delaySeconds: 2 },
  expireInSeconds: 120,
  concurrency: 4,
});
