import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { type Move, movePost } from '../posts/move-post.ts';
import { canMove, NO_PROBLEM } from '../posts/post.ts';
import { observeCap } from '../quota/observe-cap.ts';
import { retryAtAfter } from './backoff.ts';
import { decideRefusedPublish } from './decide-failure.ts';
import { acceptedAttempts, attemptsInARow, isOverdue } from './patience.ts';
import type { Attempt, PostToPublish } from './publish-run.ts';
import { columnsOf, type Problem, settleAttempt } from './stop-publishing.ts';

const TIKTOK = { kind: 'tiktok' } as const;

/**
 * Ends an attempt of which TikTok said that it published nothing: another follows where that can help, else the post is
 * held or fails. Does nothing when the attempt was settled since it was read, so no word about one attempt is taken for
 * one about its successor.
 */
export async function refusePublish(
  deps: Deps,
  post: PostToPublish,
  attempt: Attempt,
  { code, logId }: Problem,
): Promise<void> {
  if (attempt.outcome !== null || !canMove(post.status, 'FAILED')) return;
  const now = deps.clock.now();
  const decision = decideRefusedPublish({
    code,
    attempts: acceptedAttempts(post),
    overdue: isOverdue(post, now),
  });
  const stop = async <T extends 'post.failed' | 'post.held' | 'post.attempt_abandoned'>(
    outcome: 'FAILED' | 'ABANDONED',
    move: Pick<Move<T>, 'to' | 'event' | 'set' | 'again'>,
  ) =>
    withTransaction(deps.db, async (tx) => {
      await movePost(tx, post, { ...move, actor: TIKTOK, at: now });
      await settleAttempt(tx, attempt, outcome, { code, logId }, now);
    }).catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
  const problem = (retryAt: Date | null) => ({
    ...columnsOf({ code, logId, retryAt }),
    problemSince: attempt.startedAt,
    nextCheckAt: null,
  });

  switch (decision) {
    case 'ABANDON': {
      const retryAt = retryAtAfter(now, attemptsInARow(post).length);
      const data = { attempt: attempt.number, code, retryAt: retryAt.toISOString() };
      return stop('ABANDONED', {
        to: 'PUBLISHING',
        again: true,
        set: { ...NO_PROBLEM, nextCheckAt: retryAt, checkCount: 0 },
        event: { type: 'post.attempt_abandoned', data },
      });
    }
    case 'HOLD_FOR_CAP':
    case 'HOLD': {
      const retryAt =
        decision === 'HOLD' ? null : await observeCap(deps, { grantId: post.account.grantId, code, logId });
      const data = { code, logId, retryAt: retryAt?.toISOString() ?? null };
      return stop('FAILED', { to: 'HELD', set: problem(retryAt), event: { type: 'post.held', data } });
    }
    case 'FAIL': {
      const { retryable } = explainFailure(code);
      const data = { code, retryable, logId };
      return stop('FAILED', { to: 'FAILED', set: problem(null), event: { type: 'post.failed', data } });
    }
  }
}
