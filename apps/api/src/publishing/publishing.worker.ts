import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { checkPublishStatusJob, publishPostJob } from '../posts/post.jobs.ts';
import { advancePost } from './advance-post.ts';
import { checkPublishStatus } from './check-publish-status.ts';

export const publishingHandlers: JobHandler[] = [
  handleJob(publishPostJob, (deps, { postId }) => advancePost(deps, postId)),
  handleJob(checkPublishStatusJob, (deps, { postId }) => checkPublishStatus(deps, postId)),
];
