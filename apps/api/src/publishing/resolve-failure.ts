import { observeCap } from '../quota/observe-cap.ts';
import { awaitVerdict } from './await-verdict.ts';
import { retryAtAfter } from './backoff.ts';
import { decideFailure } from './decide-failure.ts';
import { deliveryOf } from './deliveries/delivery-of.ts';
import { lacksRefusedBytes } from './lacks-refused-bytes.ts';
import { acceptedAttempts, attemptsInARow, isOverdue } from './patience.ts';
import { liveAttempt } from './publish-attempt.ts';
import type { PublishRun } from './publish-run.ts';
import {
  abandonAttempt,
  failPost,
  holdPost,
  leaveUnconfirmed,
  type Problem,
  postponePost,
} from './stop-publishing.ts';

export type Failure = Problem & {
  /** Whether TikTok may have done what the failed call asked for. */
  mayHaveHadEffect?: boolean;
  /** Whether TikTok took no more bytes. */
  isUploadTimeout?: boolean;
  /** When to try again, where it is known; else backoff decides. */
  retryAt?: Date;
};

/** Carries out what a failure before the verdict means for the post. @param run with its rows as they are now */
export async function resolveFailure(run: PublishRun, failure: Failure): Promise<void> {
  const { deps, post } = run;
  const { code, logId, mayHaveHadEffect = false } = failure;
  const live = liveAttempt(post);
  const attempts = attemptsInARow(post);
  const now = deps.clock.now();
  const retryAt = failure.retryAt ?? retryAtAfter(now, post.checkCount + Math.max(1, attempts.length));

  const decision = decideFailure({
    code,
    mayHaveHadEffect,
    isIncomplete: live !== undefined && !mayHaveHadEffect && (await lacksRefusedBytes(run, live, code)),
    publishesAt: deliveryOf(post).publishesAt,
    step: live?.step ?? null,
    isUploadBlocked: failure.isUploadTimeout === true && live?.id === run.resumedAttemptId,
    attempts: acceptedAttempts(post),
    overdue: isOverdue(post, now),
  });
  switch (decision) {
    case 'AWAIT_VERDICT':
      return live && awaitVerdict(run, live);
    case 'LEAVE_UNCONFIRMED':
      return leaveUnconfirmed(run, { code: 'publish_answer_lost', logId });
    case 'BEGIN_AGAIN':
      return live && abandonAttempt(run, live, { code, logId, retryAt: now });
    case 'ABANDON':
      return live && abandonAttempt(run, live, { code, logId, retryAt });
    case 'POSTPONE':
      return postponePost(run, retryAt, { failed: true });
    case 'HOLD_FOR_OUTAGE':
      return holdPost(run, {
        code: code === 'unexpected_failure' ? code : 'tiktok_outage',
        logId,
        retryAt: null,
      });
    case 'HOLD_FOR_CAP':
      return holdPost(run, {
        code,
        logId,
        retryAt: await observeCap(deps, { grantId: post.account.grantId, code, logId }),
      });
    case 'HOLD':
      return holdPost(run, { code, logId, retryAt: null });
    case 'FAIL':
      return failPost(run, { code, logId });
  }
}
