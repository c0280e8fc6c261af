import type { Deps } from '../deps.ts';
import { explainFailure } from '../explain-failure.ts';
import type { PostWithParts } from '../posts/post.queries.ts';
import { observeCap } from '../quota/observe-cap.ts';
import { awaitVerdict } from './await-verdict.ts';
import { MAX_ATTEMPTS, retryAtAfter } from './backoff.ts';
import type { Lease } from './lease.ts';
import { liveAttempt } from './publish-attempt.ts';
import { abandonAttempt, failPost, holdPost, type Problem, postponePost } from './stop-publishing.ts';

export type Failure = Problem & {
  /** When it is known; else backoff decides. */
  retryAt?: Date;
};

/** Failures in a row without an attempt, for example while TikTok is down, before the post fails for good. */
const MAX_POSTPONEMENTS = 30;

/** The upload URL is void, so this attempt can no longer be completed by anybody. */
const DEAD_UPLOAD_CODES: ReadonlySet<string> = new Set(['upload_url_expired', 'upload_task_not_found']);

/**
 * Decides what a failure before the verdict means. What matters is how far the live attempt got: before its last bytes
 * left nothing can have been published, so another attempt is safe; after that only the status is asked.
 */
export async function resolveFailure(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  failure: Failure,
): Promise<void> {
  const live = liveAttempt(post);
  const { disposition } = explainFailure(failure.code);
  const now = deps.clock.now();

  if (live?.step === 'UPLOAD_FINISHING') {
    if (disposition !== 'RETRY' || DEAD_UPLOAD_CODES.has(failure.code)) {
      return awaitVerdict(deps, lease, post, live);
    }
    return postponePost(deps, lease, failure.retryAt ?? retryAtAfter(now, post.checkCount + 1), {
      failed: true,
    });
  }
  if (live?.step === 'UPLOADING' && DEAD_UPLOAD_CODES.has(failure.code)) {
    return abandonAttempt(deps, lease, post, live, { ...failure, retryAt: now });
  }

  switch (disposition) {
    case 'RETRY': {
      const attempts = attemptsInARow(post);
      const retryAt = failure.retryAt ?? retryAtAfter(now, post.checkCount + attempts);
      const exhausted = attempts >= MAX_ATTEMPTS || post.checkCount >= MAX_POSTPONEMENTS;
      if (exhausted) return failPost(deps, lease, post, failure);
      if (live?.step === 'INIT_REQUESTED')
        return abandonAttempt(deps, lease, post, live, { ...failure, retryAt });
      return postponePost(deps, lease, retryAt, { failed: true });
    }
    case 'WAIT': {
      const retryAt = await observeCap(deps, {
        grantId: post.account.grantId,
        code: failure.code,
        logId: failure.logId,
      });
      return holdPost(deps, lease, post, { ...failure, retryAt });
    }
    case 'REFRESH':
    case 'RECONNECT':
    case 'CONTENT':
      return holdPost(deps, lease, post, { ...failure, retryAt: null });
    case 'OPERATOR':
    case 'STOP':
      return failPost(deps, lease, post, failure);
  }
}

/** Attempts since the post was last taken up; those before a failure or a hold were a person's decision to repeat. */
function attemptsInARow(post: PostWithParts): number {
  const before = post.attempts.findIndex(({ outcome }) => outcome !== null && outcome !== 'ABANDONED');
  return before === -1 ? post.attempts.length : before;
}
