import { TikTokError } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { checkPublishStatusJob } from '../posts/post.jobs.ts';
import { PUBLISHING_STATUSES } from '../posts/post.ts';
import { CallsUsedUpError, callTikTok } from '../quota/call-tiktok.ts';
import { applyVerdict, isVerdict } from './apply-verdict.ts';
import { ASKING_ENDS_MS, checkDelayMs } from './check-delay.ts';
import { escalateUnconfirmed } from './escalate-unconfirmed.ts';
import { attemptAwaitingVerdict } from './publish-attempt.ts';
import { type PostToPublish, readPostToPublish, tokenUse } from './publish-run.ts';
import { statusAskableAt, statusQuestion } from './take-status-turn.ts';

/**
 * Asks TikTok once what became of a post and records the answer. Reads only on TikTok's side, so it may run any number
 * of times; the row says whether a question is due.
 */
export async function checkPublishStatus(deps: Deps, postId: string): Promise<void> {
  const post = await readPostToPublish(deps.db, postId);
  const attempt = post && attemptAwaitingVerdict(post);
  const publishId = attempt?.publishId;
  if (!post || !publishId || !(await takeTurn(deps, post, attempt.startedAt))) return;

  const { grantId } = post.account;
  const call = { grantId, bucket: 'status.fetch', use: tokenUse(post, 'STATUS') } as const;
  try {
    const state = await callTikTok(deps, call, (accessToken) =>
      deps.tiktok.fetchPublishStatus({ accessToken, publishId }),
    );
    if (isVerdict(state)) await applyVerdict(deps, post, state);
    else await escalateUnconfirmed(deps, post);
  } catch (error) {
    if (error instanceof CallsUsedUpError) return askAgainAt(deps, post.id, error.availableAt);
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
  if (statusAskableAt(post) > now) {
    await askAgainAt(deps, post.id, now);
    return false;
  }
  const isLastQuestion = now.getTime() - askedSince.getTime() > ASKING_ENDS_MS;
  const next = isLastQuestion ? null : new Date(now.getTime() + checkDelayMs(checkCount + 1));
  const question = statusQuestion(now);
  return withTransaction(deps.db, async (tx) => {
    const { count } = await tx.post.updateMany({
      where: { id: post.id, status: post.status, nextCheckAt, checkCount, ...question.where },
      data: { nextCheckAt: next, checkCount: { increment: 1 }, ...question.data },
    });
    if (count === 0) return false;
    if (next) await deps.jobs.enqueue(checkPublishStatusJob, { postId: post.id }, { tx, startAfter: next });
    return true;
  });
}

/**
 * Plans the next question, for example because a webhook says that there is news.
 *
 * @param wanted when to ask; it becomes later when TikTok was asked a moment ago
 */
export async function askAgainAt(deps: Deps, postId: string, wanted: Date): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    const post = await tx.post.findUnique({ where: { id: postId }, select: { statusAskedAt: true } });
    if (!post) return;
    const askableAt = statusAskableAt(post);
    const at = askableAt > wanted ? askableAt : wanted;
    await tx.post.updateMany({
      where: { id: postId, status: { notIn: PUBLISHING_STATUSES } },
      data: { nextCheckAt: at },
    });
    const startAfter = at > deps.clock.now() ? at : undefined;
    await deps.jobs.enqueue(checkPublishStatusJob, { postId }, { tx, startAfter });
  });
}
