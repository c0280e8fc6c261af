import type { Deps } from '../deps.ts';
import { checkPublishStatusJob, publishPostJob } from '../posts/post.jobs.ts';
import { ASKED_ABOUT_STATUSES } from '../posts/post.ts';
import { needsWorker } from './needs-worker.ts';
import { resumeHeld } from './resume-held.ts';

const BATCH = 200;
/** Jobs get this head start before a row counts as forgotten. */
const GRACE_MS = 2_000;
/** The same post is not enqueued again within this time. */
const REPEAT_SECONDS = 10;

/** Brings back what lost its job or its worker. The rows are the truth; running it often or twice is harmless. */
export async function sweepPosts(deps: Deps): Promise<void> {
  await requeueForgotten(deps);
  await resumeHeld(deps);
}

async function requeueForgotten(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - GRACE_MS);
  const toPublish = await deps.db.post.findMany({
    where: needsWorker(now, before),
    select: { id: true },
    orderBy: { publishAt: 'asc' },
    take: BATCH,
  });
  for (const { id } of toPublish) {
    await deps.jobs.enqueue(
      publishPostJob,
      { postId: id },
      { singletonKey: id, singletonSeconds: REPEAT_SECONDS },
    );
  }
  const toCheck = await deps.db.post.findMany({
    where: {
      status: { in: ASKED_ABOUT_STATUSES },
      nextCheckAt: { lte: before },
    },
    select: { id: true },
    orderBy: { nextCheckAt: 'asc' },
    take: BATCH,
  });
  for (const { id } of toCheck) {
    const once = { singletonKey: id, singletonSeconds: REPEAT_SECONDS };
    await deps.jobs.enqueue(checkPublishStatusJob, { postId: id }, once);
  }
}
