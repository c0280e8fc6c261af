import type { AttemptOutcome, Tx } from '@airdate/db';
import { ConflictError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { type Move, movePost } from '../posts/move-post.ts';
import { checkDelayMs } from './check-delay.ts';
import { liveAttempt } from './publish-attempt.ts';
import { type Attempt, type PublishRun, writeInRun } from './publish-run.ts';

const WORKER = { kind: 'worker' } as const;

/** Why a post stops: a code of TikTok's or ours, and TikTok's log id where it answered. */
export type Problem = { code: string; logId: string | null };

/** Gives up: nothing was published and nothing will be without a person. The live attempt, if any, is settled. */
export function failPost(run: PublishRun, { code, logId }: Problem): Promise<void> {
  const { retryable } = explainFailure(code);
  const event = { type: 'post.failed', data: { code, retryable, logId } } as const;
  return stopPost(run, { code, logId, retryAt: null }, { to: 'FAILED', event });
}

/**
 * Sets the post aside: it cannot go out as agreed. The live attempt, if any, is settled.
 *
 * @param problem.retryAt when it goes on by itself; null when a person has to act first
 */
export function holdPost(run: PublishRun, problem: Problem & { retryAt: Date | null }): Promise<void> {
  const { code, logId, retryAt } = problem;
  const event = {
    type: 'post.held',
    data: { code, logId, retryAt: retryAt?.toISOString() ?? null },
  } as const;
  return stopPost(run, problem, { to: 'HELD', event });
}

function stopPost<T extends 'post.failed' | 'post.held'>(
  run: PublishRun,
  problem: Problem & { retryAt: Date | null },
  stop: Pick<Move<T>, 'to' | 'event'>,
): Promise<void> {
  const { post, lease } = run;
  return writeInRun(run, async (tx, at) => {
    const live = liveAttempt(post);
    if (live) await settleAttempt(tx, live, 'FAILED', problem, at);
    await movePost(tx, post, {
      ...stop,
      actor: WORKER,
      at,
      leaseToken: lease.token,
      set: { ...columnsOf(problem), problemSince: live?.startedAt ?? at, nextCheckAt: null },
    });
  });
}

/** Ends an attempt that cannot have published anything, so that another may follow at `retryAt`. */
export function abandonAttempt(
  run: PublishRun,
  attempt: Attempt,
  { retryAt, ...problem }: Problem & { retryAt: Date },
): Promise<void> {
  const { post, lease } = run;
  return writeInRun(run, async (tx, at) => {
    await settleAttempt(tx, attempt, 'ABANDONED', problem, at);
    await movePost(tx, post, {
      to: 'PUBLISHING',
      actor: WORKER,
      at,
      leaseToken: lease.token,
      set: { nextCheckAt: retryAt },
      event: {
        type: 'post.attempt_abandoned',
        data: { attempt: attempt.number, code: problem.code, retryAt: retryAt.toISOString() },
      },
    });
  });
}

/**
 * Leaves the post where it is, to be taken up again at `retryAt`.
 *
 * @param options.failed whether it counts as one more failure in a row
 */
export function postponePost(run: PublishRun, retryAt: Date, options = { failed: false }): Promise<void> {
  const { post } = run;
  return writeInRun(run, async (tx) => {
    await tx.post.update({
      where: { id: post.id },
      data: { nextCheckAt: retryAt, ...(options.failed && { checkCount: { increment: 1 } }) },
    });
  });
}

/**
 * The answer to an init that publishes by itself was lost: the post may be out, and there is no `publishId` to ask with.
 * It is never sent again; a webhook, or a person who looks at the profile, settles it.
 */
export function leaveUnconfirmed(run: PublishRun, problem: Problem): Promise<void> {
  const { post, lease } = run;
  return writeInRun(run, async (tx, at) => {
    const nextCheckAt = new Date(at.getTime() + checkDelayMs(0));
    await movePost(tx, post, {
      to: 'UNCONFIRMED',
      actor: WORKER,
      at,
      leaseToken: lease.token,
      set: { ...columnsOf({ ...problem, retryAt: null }), nextCheckAt, checkCount: 0 },
      event: { type: 'post.unconfirmed', data: { publishId: null } },
    });
  });
}

export function columnsOf({ code, logId, retryAt }: Problem & { retryAt: Date | null }) {
  return { problemCode: code, problemLogId: logId, problemRetryAt: retryAt };
}

/** @throws ConflictError when the attempt was settled before */
export async function settleAttempt(
  tx: Tx,
  { id, upload }: Attempt,
  outcome: AttemptOutcome,
  { code, logId }: Problem,
  at: Date,
): Promise<void> {
  const { count } = await tx.publishAttempt.updateMany({
    where: { id, outcome: null },
    data: {
      step: 'SETTLED',
      outcome,
      errorCode: code,
      finishedAt: at,
      ...(logId && { logIds: { push: logId } }),
    },
  });
  if (count === 0) throw new ConflictError('post_changed');
  if (upload) await tx.publishUpload.update({ where: { attemptId: id }, data: { sealedUrl: null } });
}
