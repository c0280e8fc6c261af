import { TikTokError } from '@airdate/tiktok';
import { withAccessToken } from '../accounts/fresh-access-token.ts';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { checkPublishStatusJob } from '../posts/post.jobs.ts';
import { PUBLISHING_STATUSES } from '../posts/post.ts';
import { reserveCall } from '../quota/reserve-call.ts';
import { applyVerdict, isVerdict } from './apply-verdict.ts';
import { ASKING_ENDS_MS, checkDelayMs } from './check-delay.ts';
import { escalateUnconfirmed } from './escalate-unconfirmed.ts';
import { attemptAwaitingVerdict } from './publish-attempt.ts';
import { type PostToPublish, readPostToPublish, tokenUse } from './publish-run.ts';

/**
 * Asks TikTok once what became of a post and records the answer. Reads only on TikTok's side, so it may run any number
 * of times; the row says whether a question is due.
 */
export async function checkPublishStatus(deps: Deps, postId: string): Promise<void> {
  const post = await readPostToPublish(deps.db, postId);
  const attempt = post && attemptAwaitingVerdict(post);
  const publishId = attempt?.publishId;
  if (!post || !publishId || !(await takeTurn(deps, post, attempt.startedAt))) return;

  const call = await reserveCall(deps, post.account.grantId, 'status.fetch');
  if (!call.ok) return askAgainAt(deps, post.id, call.availableAt);
  try {
    const state = await withAccessToken(deps, post.account.grantId, tokenUse(post, 'STATUS'), (accessToken) =>
      deps.tiktok.fetchPublishStatus({ accessToken, publishId }),
    );
    if (isVerdict(state)) await applyVerdict(deps, post, state);
    else await escalateUnconfirmed(deps, post);
  } catch (error) {
    if (!(error instanceof TikTokError) && !(error instanceof DomainError)) throw error;
    deps.log.warn(
      { postId, code: error.code, logId: error.logId },
      'status question failed; it is asked again',
    );
    await escalateUnconfirmed(deps, post);
  }
}

/** Of several jobs for one question one goes on; the next question is planned in the same write. */
async function takeTurn(deps: Deps, post: PostToPublish, askedSince: Date): Promise<boolean> {
  const now = deps.clock.now();
  const { nextCheckAt, checkCount } = post;
  if (!nextCheckAt || nextCheckAt > now || PUBLISHING_STATUSES.includes(post.status)) return false;
  const isLastQuestion = now.getTime() - askedSince.getTime() > ASKING_ENDS_MS;
  const next = isLastQuestion ? null : new Date(now.getTime() + checkDelayMs(checkCount + 1));
  return withTransaction(deps.db, async (tx) => {
    const { count } = await tx.post.updateMany({
      where: { id: post.id, status: post.status, nextCheckAt, checkCount },
      data: { nextCheckAt: next, checkCount: { increment: 1 } },
    });
    if (count === 0) return false;
    if (next) await deps.jobs.enqueue(checkPublishStatusJob, { postId: post.id }, { tx, startAfter: next });
    return true;
  });
}

/** Plans the next question, for example because a webhook says that there is news. */
export async function askAgainAt(deps: Deps, postId: string, at: Date): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    await tx.post.updateMany({
      where: { id: postId, status: { notIn: PUBLISHING_STATUSES } },
      data: { nextCheckAt: at },
    });
    const startAfter = at > deps.clock.now() ? at : undefined;
    await deps.jobs.enqueue(checkPublishStatusJob, { postId }, { tx, startAfter });
  });
}
