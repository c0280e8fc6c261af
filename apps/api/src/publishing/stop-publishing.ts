import type { AttemptOutcome, PublishAttempt, Tx } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { explainFailure } from '../explain-failure.ts';
import { type Move, movePost } from '../posts/move-post.ts';
import { publishPostJob } from '../posts/post.jobs.ts';
import type { PostWithParts } from '../posts/post.queries.ts';
import type { Lease } from './lease.ts';
import { liveAttempt } from './publish-attempt.ts';

export type Problem = { code: string; logId: string | null };

/** Gives up: nothing was published and nothing will be without a person. The live attempt, if any, is settled. */
export function failPost(deps: Deps, lease: Lease, post: PostWithParts, problem: Problem): Promise<void> {
  const { code, logId } = problem;
  const { retryable } = explainFailure(code);
  const event = { type: 'post.failed', data: { code, retryable, logId } } as const;
  return stopPost(deps, lease, post, { ...problem, retryAt: null }, { to: 'FAILED', event });
}

/**
 * Sets the post aside: it cannot go out as agreed. The live attempt, if any, is settled.
 *
 * @param problem.retryAt when it goes on by itself; null when a person has to act first
 */
export function holdPost(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  problem: Problem & { retryAt: Date | null },
): Promise<void> {
  const { code, logId, retryAt } = problem;
  const event = {
    type: 'post.held',
    data: { code, logId, retryAt: retryAt?.toISOString() ?? null },
  } as const;
  return stopPost(deps, lease, post, problem, { to: 'HELD', event });
}

async function stopPost<T extends 'post.failed' | 'post.held'>(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  problem: Problem & { retryAt: Date | null },
  stop: Pick<Move<T>, 'to' | 'event'>,
): Promise<void> {
  const at = deps.clock.now();
  await withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    await settleLiveAttempt(tx, post, 'FAILED', problem, at);
    await movePost(tx, post, {
      ...stop,
      actor: { kind: 'worker' },
      at,
      leaseToken: lease.token,
      set: {
        problemCode: problem.code,
        problemLogId: problem.logId,
        problemRetryAt: problem.retryAt,
        nextCheckAt: null,
      },
    });
  });
}

/**
 * Leaves the post where it is, to be taken up again at `retryAt`: by the job enqueued here, or by the sweeper.
 *
 * @param options.failed whether it counts as one more failure in a row
 */
export async function postponePost(
  deps: Deps,
  lease: Lease,
  retryAt: Date,
  options = { failed: false },
): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    await tx.post.update({
      where: { id: lease.postId },
      data: { nextCheckAt: retryAt, ...(options.failed && { checkCount: { increment: 1 } }) },
    });
    await deps.jobs.enqueue(publishPostJob, { postId: lease.postId }, { tx, startAfter: retryAt });
  });
}

/** Ends an attempt that cannot have published anything, so that another may follow at `retryAt`. */
export async function abandonAttempt(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  attempt: PublishAttempt,
  problem: Problem & { retryAt: Date },
): Promise<void> {
  const at = deps.clock.now();
  await withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    await settleLiveAttempt(tx, { ...post, attempts: [attempt] }, 'ABANDONED', problem, at);
    await movePost(tx, post, {
      to: 'PUBLISHING',
      actor: { kind: 'worker' },
      at,
      leaseToken: lease.token,
      set: { nextCheckAt: problem.retryAt },
      event: {
        type: 'post.attempt_abandoned',
        data: { attempt: attempt.number, code: problem.code, retryAt: problem.retryAt.toISOString() },
      },
    });
    await deps.jobs.enqueue(publishPostJob, { postId: post.id }, { tx, startAfter: problem.retryAt });
  });
}

async function settleLiveAttempt(
  tx: Tx,
  post: PostWithParts,
  outcome: AttemptOutcome,
  problem: Problem,
  at: Date,
): Promise<void> {
  const live = liveAttempt(post);
  if (!live) return;
  await tx.publishAttempt.update({
    where: { id: live.id },
    data: {
      step: 'SETTLED',
      outcome,
      errorCode: problem.code,
      finishedAt: at,
      sealedUploadUrl: null,
      ...(problem.logId && { logIds: { push: problem.logId } }),
    },
  });
}
