import { accountHandlers } from '../accounts/account.worker.ts';
import type { Deps } from '../deps.ts';
import type { EventListener } from '../events/event-listener.ts';
import { idempotencyHandlers } from '../idempotency/idempotency.worker.ts';
import type { Boss } from '../jobs/boss.ts';
import type { JobHandler } from '../jobs/job-handler.ts';
import { noteFailure, noteSuccess } from '../jobs/job-health.ts';
import { mediaHandlers } from '../media/media.worker.ts';
import { sweepMedia } from '../media/sweep-media.ts';
import { postHandlers } from '../posts/post.worker.ts';
import { startDispatcher } from '../publishing/dispatcher/start-dispatcher.ts';
import { holdDisconnected } from '../publishing/hold-disconnected.ts';
import { leaseKeeperOf } from '../publishing/lease-keeper.ts';
import { resumeHeld } from '../publishing/resume-held.ts';
import { seriesHandlers } from '../series/series.worker.ts';
import { tiktokWebhookHandlers } from '../tiktok-webhooks/tiktok-webhook.worker.ts';
import { startWebhookSender } from '../webhooks/start-webhook-sender.ts';
import { webhookHandlers } from '../webhooks/webhook.worker.ts';

const RESUME_POSTS_EVERY_MS = 3_000;
const SWEEP_MEDIA_EVERY_MS = 60_000;
/** How long short work and other jobs may go on once the worker is asked to end. */
const GRACE_MS = 3_000;

export const allHandlers: JobHandler[] = [
  ...accountHandlers,
  ...idempotencyHandlers,
  ...mediaHandlers,
  ...postHandlers,
  ...seriesHandlers,
  ...tiktokWebhookHandlers,
  ...webhookHandlers,
];

/** Every job there is; the queues are created from these contracts. */
export const allJobs = allHandlers.map(({ job }) => job);

/**
 * Starts to work: job handlers, the dispatcher of due posts, the sender of webhooks and the sweepers. Any number of workers share one database.
 *
 * @returns takes no more work in, lets what is short finish for 3 s, and gives every post back to the other workers
 */
export async function startWorker(
  deps: Deps,
  boss: Boss,
  listener: EventListener,
): Promise<() => Promise<void>> {
  await boss.work(deps, allHandlers);
  const stopDispatching = startDispatcher(deps, listener);
  const stopSendingWebhooks = startWebhookSender(deps, listener);
  const stopResumingPosts = repeat(deps, 'resume-held-posts', RESUME_POSTS_EVERY_MS, () => resumeHeld(deps));
  const stopHoldingPosts = repeat(deps, 'hold-disconnected-posts', RESUME_POSTS_EVERY_MS, () =>
    holdDisconnected(deps),
  );
  const stopSweepingMedia = repeat(deps, 'sweep-media', SWEEP_MEDIA_EVERY_MS, () => sweepMedia(deps));
  return async () => {
    const idle = Promise.all([
      stopDispatching(),
      stopSendingWebhooks(),
      boss.stopWorking(GRACE_MS),
      stopResumingPosts(),
      stopHoldingPosts(),
      stopSweepingMedia(),
    ]);
    await leaseKeeperOf(deps).giveBack(GRACE_MS);
    await idle;
    // What was taken just before the end was heard of.
    await leaseKeeperOf(deps).giveBack(0);
  };
}

/** Runs `work` again and again, never twice at once; a failure is noted and does not end it. */
function repeat(deps: Deps, name: string, everyMs: number, work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let timer: NodeJS.Timeout;
  // Another process, or the one before, may have left it failing.
  let mayBeFailing = true;
  const once = async () => {
    try {
      await work();
      if (mayBeFailing) await noteSuccess(deps, name, { isAwaited: false });
      mayBeFailing = false;
    } catch (error) {
      mayBeFailing = true;
      deps.log.warn({ err: error, job: name }, 'sweep failed; the next one follows');
      await noteFailure(deps, name, error).catch(() => {});
    }
  };
  const next = () => {
    running = once().then(() => {
      if (!stopped) timer = setTimeout(next, everyMs);
    });
  };
  next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
