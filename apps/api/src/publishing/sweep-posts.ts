import { PostMode } from '@airdate/db';
import { mayPost, POSTING_OBSTACLES } from '../accounts/may-post.ts';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import { movePost } from '../posts/move-post.ts';
import { checkPublishStatusJob, publishPostJob } from '../posts/post.jobs.ts';
import { ASKED_ABOUT_STATUSES, HELD_STATUSES, NO_PROBLEM } from '../posts/post.ts';
import { CATCH_UP_MS } from './catch-up.ts';
import { needsWorker } from './needs-worker.ts';

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

/** A cap's window has passed, or the account was connected again. */
async function resumeHeld(deps: Deps): Promise<void> {
  const now = deps.clock.now();
  const held = await deps.db.post.findMany({
    where: {
      status: { in: HELD_STATUSES },
      OR: [
        { problemRetryAt: { lte: now } },
        ...Object.values(PostMode).map((mode) => ({
          mode,
          problemCode: { in: [...POSTING_OBSTACLES] },
          publishAt: { gte: new Date(now.getTime() - CATCH_UP_MS) },
          account: mayPost(deps, mode),
        })),
      ],
    },
    take: BATCH,
  });
  for (const post of held) {
    // A cap moves the post to the end of its window; any other obstacle leaves its time alone.
    const publishAt = post.problemRetryAt ?? post.publishAt;
    try {
      await withTransaction(deps.db, async (tx) => {
        await movePost(tx, post, {
          to: 'SCHEDULED',
          actor: { kind: 'system' },
          at: now,
          set: { publishAt, ...NO_PROBLEM },
          event: { type: 'post.resumed', data: { reason: post.problemCode ?? 'unknown' } },
        });
        const startAfter = publishAt && publishAt > now ? publishAt : undefined;
        await deps.jobs.enqueue(publishPostJob, { postId: post.id }, { tx, startAfter });
      });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}
