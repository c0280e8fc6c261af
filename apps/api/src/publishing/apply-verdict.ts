import type { Tx } from '@airdate/db';
import type { PublishState } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import { movePost } from '../posts/move-post.ts';
import { canMove, NO_PROBLEM } from '../posts/post.ts';
import { attemptAwaitingVerdict } from './publish-attempt.ts';
import type { Attempt, PostToPublish } from './publish-run.ts';
import { recordPublicIds } from './record-public-ids.ts';
import { refusePublish } from './refuse-publish.ts';

const TIKTOK = { kind: 'tiktok' } as const;

/** An answer that ends the waiting. */
export type Verdict = PublishState & { status: 'PUBLISH_COMPLETE' | 'SEND_TO_USER_INBOX' | 'FAILED' };

export function isVerdict(state: PublishState): state is Verdict {
  const { status } = state;
  return status === 'PUBLISH_COMPLETE' || status === 'SEND_TO_USER_INBOX' || status === 'FAILED';
}

/**
 * Records TikTok's verdict. The same verdict twice changes nothing, and so does one that lost a race against another
 * check: both said what TikTok said.
 */
export async function applyVerdict(deps: Deps, post: PostToPublish, verdict: Verdict): Promise<void> {
  const attempt = attemptAwaitingVerdict(post);
  if (!attempt) throw new Error(`Post ${post.id} has a verdict but no attempt.`);
  if (verdict.status === 'FAILED') {
    const { failReason, logId } = verdict;
    return refusePublish(deps, post, attempt, { code: failReason ?? 'unknown_code', logId });
  }
  try {
    await withTransaction(deps.db, (tx) =>
      verdict.status === 'PUBLISH_COMPLETE'
        ? publish(deps, tx, post, attempt, verdict)
        : deliver(deps, tx, post, attempt, verdict),
    );
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
}

async function publish(
  deps: Deps,
  tx: Tx,
  post: PostToPublish,
  attempt: Attempt,
  state: PublishState,
): Promise<void> {
  const at = deps.clock.now();
  if (canMove(post.status, 'PUBLISHED')) {
    await movePost(tx, post, {
      to: 'PUBLISHED',
      actor: TIKTOK,
      at,
      set: { ...NO_PROBLEM, publishedAt: at },
      event: { type: 'post.published', data: { publishId: attempt.publishId ?? '', logId: state.logId } },
    });
    await settle(tx, attempt, 'PUBLISHED', state.logId, at);
  } else if (post.status !== 'PUBLISHED') return;
  await recordPublicIds(deps, tx, post, state.postIds);
}

async function deliver(
  deps: Deps,
  tx: Tx,
  post: PostToPublish,
  attempt: Attempt,
  state: PublishState,
): Promise<void> {
  if (!canMove(post.status, 'IN_INBOX')) return;
  const at = deps.clock.now();
  await movePost(tx, post, {
    to: 'IN_INBOX',
    actor: TIKTOK,
    at,
    set: NO_PROBLEM,
    event: { type: 'post.in_inbox', data: { publishId: attempt.publishId ?? '', logId: state.logId } },
  });
  await settle(tx, attempt, 'IN_INBOX', state.logId, at);
}

/**
 * Conditional on what was read, so that a verdict about one attempt is never taken for one about its successor.
 *
 * @throws ConflictError when the attempt was settled since
 */
async function settle(
  tx: Tx,
  { id, outcome, upload }: Attempt,
  verdict: 'PUBLISHED' | 'IN_INBOX',
  logId: string | null,
  at: Date,
): Promise<void> {
  const { count } = await tx.publishAttempt.updateMany({
    where: { id, outcome },
    data: {
      step: 'SETTLED',
      outcome: verdict,
      errorCode: null,
      finishedAt: at,
      ...(logId && { logIds: { push: logId } }),
    },
  });
  if (count === 0) throw new ConflictError('post_changed');
  if (!upload) return;
  // A verdict proves that TikTok has every byte, whatever was acknowledged.
  await tx.publishUpload.update({
    where: { attemptId: id },
    data: { acknowledgedBytes: upload.sizeBytes },
  });
}
