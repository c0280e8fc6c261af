import type { Tx } from '@airdate/db';
import type { PublishState } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { movePost } from '../posts/move-post.ts';
import { canMove, NO_PROBLEM } from '../posts/post.ts';
import { observeCap } from '../quota/observe-cap.ts';
import { attemptAwaitingVerdict } from './publish-attempt.ts';
import type { Attempt, PostToPublish } from './publish-run.ts';
import { recordPublicIds } from './record-public-ids.ts';

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
  try {
    await withTransaction(deps.db, async (tx) => {
      switch (verdict.status) {
        case 'PUBLISH_COMPLETE':
          return publish(deps, tx, post, verdict);
        case 'SEND_TO_USER_INBOX':
          return deliver(deps, tx, post, verdict);
        case 'FAILED':
          return fail(deps, tx, post, verdict);
      }
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
  }
  const code = verdict.status === 'FAILED' ? verdict.failReason : null;
  if (code && explainFailure(code).disposition === 'WAIT') {
    await observeCap(deps, { grantId: post.account.grantId, code, logId: verdict.logId });
  }
}

async function publish(deps: Deps, tx: Tx, post: PostToPublish, state: PublishState): Promise<void> {
  const at = deps.clock.now();
  if (canMove(post.status, 'PUBLISHED')) {
    const attempt = await settle(tx, post, 'PUBLISHED', null, state.logId, at);
    await movePost(tx, post, {
      to: 'PUBLISHED',
      actor: TIKTOK,
      at,
      set: { ...NO_PROBLEM, publishedAt: at },
      event: { type: 'post.published', data: { publishId: attempt.publishId ?? '', logId: state.logId } },
    });
  } else if (post.status !== 'PUBLISHED') return;
  await recordPublicIds(deps, tx, post, state.postIds);
}

async function deliver(deps: Deps, tx: Tx, post: PostToPublish, state: PublishState): Promise<void> {
  if (!canMove(post.status, 'IN_INBOX')) return;
  const at = deps.clock.now();
  const attempt = await settle(tx, post, 'IN_INBOX', null, state.logId, at);
  await movePost(tx, post, {
    to: 'IN_INBOX',
    actor: TIKTOK,
    at,
    set: NO_PROBLEM,
    event: { type: 'post.in_inbox', data: { publishId: attempt.publishId ?? '', logId: state.logId } },
  });
}

async function fail(deps: Deps, tx: Tx, post: PostToPublish, state: PublishState): Promise<void> {
  if (!canMove(post.status, 'FAILED')) return;
  const at = deps.clock.now();
  const code = state.failReason ?? 'unknown_code';
  await settle(tx, post, 'FAILED', code, state.logId, at);
  const { retryable } = explainFailure(code);
  await movePost(tx, post, {
    to: 'FAILED',
    actor: TIKTOK,
    at,
    set: { problemCode: code, problemLogId: state.logId, problemRetryAt: null, nextCheckAt: null },
    event: { type: 'post.failed', data: { code, retryable, logId: state.logId } },
  });
}

async function settle(
  tx: Tx,
  post: PostToPublish,
  outcome: 'PUBLISHED' | 'IN_INBOX' | 'FAILED',
  errorCode: string | null,
  logId: string | null,
  at: Date,
): Promise<Attempt> {
  const attempt = attemptAwaitingVerdict(post);
  if (!attempt) throw new Error(`Post ${post.id} has a verdict but no attempt.`);
  return tx.publishAttempt.update({
    where: { id: attempt.id },
    data: {
      step: 'SETTLED',
      outcome,
      errorCode,
      finishedAt: at,
      ...(outcome !== 'FAILED' && sentWhole(attempt)),
      ...(logId && { logIds: { push: logId } }),
    },
    include: { upload: true },
  });
}

/** A verdict proves that TikTok has every byte, whatever was acknowledged. */
function sentWhole({ upload }: Attempt) {
  return upload ? { upload: { update: { acknowledgedBytes: upload.sizeBytes } } } : {};
}
