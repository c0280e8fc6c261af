import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import type { FailureCode } from '../failure-codes.ts';
import { movePost } from '../posts/move-post.ts';
import { canMove } from '../posts/post.ts';
import { VERDICT_EXPECTED_MS, VERDICT_GIVEN_UP_MS } from './check-delay.ts';
import { attemptAwaitingVerdict, liveAttempt } from './publish-attempt.ts';
import type { PostToPublish } from './publish-run.ts';

/**
 * Says so when a verdict is overdue: UNCONFIRMED after a day, or at once where it cannot be asked for; NEEDS_ATTENTION
 * after three days. Nothing is ever re-sent.
 *
 * @param code why there is no verdict
 */
export async function escalateUnconfirmed(
  deps: Deps,
  post: PostToPublish,
  code: FailureCode = 'no_verdict',
): Promise<void> {
  const at = deps.clock.now();
  const attempt = attemptAwaitingVerdict(post) ?? liveAttempt(post);
  const waitedMs = at.getTime() - (attempt?.startedAt ?? at).getTime();
  const to =
    waitedMs > VERDICT_GIVEN_UP_MS
      ? 'NEEDS_ATTENTION'
      : waitedMs > VERDICT_EXPECTED_MS || code !== 'no_verdict'
        ? 'UNCONFIRMED'
        : null;
  if (post.status === 'UNCONFIRMED' && to !== 'NEEDS_ATTENTION' && post.problemCode !== code) {
    await deps.db.post.updateMany({
      where: { id: post.id, status: post.status },
      data: { problemCode: code },
    });
  }
  if (!to || post.status === to || !canMove(post.status, to)) return;
  try {
    await withTransaction(deps.db, (tx) =>
      movePost(tx, post, {
        to,
        actor: { kind: 'system' },
        at,
        set: { problemCode: code, problemSince: attempt?.startedAt ?? at },
        event: {
          type: to === 'UNCONFIRMED' ? 'post.unconfirmed' : 'post.needs_attention',
          data: { publishId: attempt?.publishId ?? null },
        },
      }),
    );
  } catch (error) {
    // Another check already recorded what it learnt.
    if (!(error instanceof ConflictError)) throw error;
  }
}
