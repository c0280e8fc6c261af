import { tellConnectionEnds } from '../accounts/connection-end.ts';
import { handleJob, type JobHandler } from '../jobs/job-handler.ts';
import { askPlannedCreators } from './ask-planned-creators.ts';
import { forecastPostsJob } from './post.jobs.ts';
import { warnOfPosts } from './warn-of-posts.ts';

export const postHandlers: JobHandler[] = [
  handleJob(forecastPostsJob, async (deps) => {
    await tellConnectionEnds(deps);
    await askPlannedCreators(deps);
    await warnOfPosts(deps);
  }),
];
