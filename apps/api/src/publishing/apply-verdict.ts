import type { PublishState } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { canMove } from '../posts/post.ts';
import { attemptAwaitingVerdict } from './publish-attempt.ts';
import type { PostToPublish } from './publish-run.ts';
import { recordPublicIds } from './record-public-ids.ts';
import { recordVerdict } from './record-verdict.ts';
import { refusePublish } from './refuse-publish.ts';

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
  const to = verdict.status === 'PUBLISH_COMPLETE' ? 'PUBLISHED' : 'IN_INBOX';
  const { logId, postIds } = verdict;
  if (canMove(post.status, to)) return recordVerdict(deps, post, attempt, { to, logId, postIds });
  if (to !== 'PUBLISHED' || post.status !== 'PUBLISHED') return;
  await withTransaction(deps.db, (tx) => recordPublicIds(deps, tx, post, postIds));
}
