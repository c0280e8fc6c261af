import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { checkPublishStatusJob, publishPostJob } from './post.jobs.ts';
import { advancePost } from './publishing/advance-post.ts';
import { checkPublishStatus } from './publishing/check-publish-status.ts';

export const postHandlers: JobHandler[] = [
  handleJob(publishPostJob, (deps, { postId }) => advancePost(deps, postId)),
  handleJob(checkPublishStatusJob, (deps, { postId }) => checkPublishStatus(deps, postId)),
];
