import type { PublishAttempt } from '@airdate/db';
import { TikTokError } from '@airdate/tiktok';
import { withAccessToken } from '../accounts/fresh-access-token.ts';
import { postingObstacle } from '../accounts/may-post.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import { getPostWithParts, type PostWithParts } from '../posts/post.queries.ts';
import { reserveCall } from '../quota/reserve-call.ts';
import { awaitVerdict } from './await-verdict.ts';
import { retryAtAfter } from './backoff.ts';
import { beginAttempt } from './begin-attempt.ts';
import { isMissed } from './catch-up.ts';
import { checkCreator } from './check-creator.ts';
import { claimPost } from './claim-post.ts';
import { type Lease, LeaseLostError } from './lease.ts';
import { liveAttempt } from './publish-attempt.ts';
import { resolveFailure } from './resolve-failure.ts';
import { abandonAttempt, holdPost, postponePost } from './stop-publishing.ts';
import { uploadMedia } from './upload-media.ts';

/**
 * Carries a due post as far as it goes: to PROCESSING, or to a stop with a reason. Safe to call at any time, any number
 * of times and in any number of processes: the claim lets one through, and what happened before a crash is read from
 * the live attempt.
 */
export async function advancePost(deps: Deps, postId: string): Promise<void> {
  const lease = await claimPost(deps, postId);
  if (!lease) return;
  try {
    const post = await getPostWithParts(deps.db, postId);
    if (post) await advance(deps, lease, post);
  } catch (error) {
    // The successor goes on from the attempt's row.
    if (!(error instanceof LeaseLostError) && !lease.signal.aborted) throw error;
    deps.log.warn({ postId }, 'another worker took the post over');
  } finally {
    await lease.release();
  }
}

async function advance(deps: Deps, lease: Lease, post: PostWithParts): Promise<void> {
  const live = liveAttempt(post);
  if (!live) return publish(deps, lease, post);
  switch (live.step) {
    case 'INIT_REQUESTED':
      return abandonAttempt(deps, lease, post, live, {
        code: 'init_answer_lost',
        logId: null,
        retryAt: deps.clock.now(),
      });
    case 'UPLOADING':
    case 'UPLOAD_FINISHING':
      return resumeUpload(deps, lease, post, live);
    case 'UPLOADED':
    case 'SETTLED':
      return awaitVerdict(deps, lease, post, live);
  }
}

/** The way of a post that has no attempt under way. */
async function publish(deps: Deps, lease: Lease, post: PostWithParts): Promise<void> {
  const { account, publishAt } = post;
  const hold = (code: string) => holdPost(deps, lease, post, { code, logId: null, retryAt: null });
  const isFirstTry = post.attempts[0]?.outcome !== 'ABANDONED';
  if (isFirstTry && publishAt && isMissed(publishAt, deps.clock.now())) return hold('missed');
  const obstacle = postingObstacle(account, post.mode);
  if (obstacle) return hold(obstacle);
  if ((await deps.storage.size(post.mediaAsset.storageKey)) !== Number(post.mediaAsset.sizeBytes)) {
    return hold('media_missing');
  }

  let attempt: PublishAttempt;
  try {
    if (post.mode === 'DIRECT') {
      const check = await checkCreator(deps, post);
      if (check.kind === 'later') return postponePost(deps, lease, check.retryAt);
      if (check.kind !== 'ok')
        return resolveFailure(deps, lease, post, { code: check.code, logId: check.logId });
    }
    const bucket = post.mode === 'DIRECT' ? 'video.init' : 'inbox.video.init';
    const call = await reserveCall(deps, account.grantId, bucket);
    if (!call.ok) return postponePost(deps, lease, call.availableAt);
    attempt = await beginAttempt(deps, lease, post);
  } catch (error) {
    return stopFor(deps, lease, post.id, error);
  }
  return upload(deps, lease, post, attempt, 0);
}

async function upload(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  attempt: PublishAttempt,
  resumeFromByte: number,
): Promise<void> {
  try {
    await uploadMedia(deps, lease, post, attempt, resumeFromByte);
  } catch (error) {
    await stopFor(deps, lease, post.id, error);
  }
}

/** After a crash or a broken upload: TikTok's own count says where to go on. */
async function resumeUpload(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  attempt: PublishAttempt,
): Promise<void> {
  const call = await reserveCall(deps, post.account.grantId, 'status.fetch');
  if (!call.ok) return postponePost(deps, lease, call.availableAt);
  const publishId = attempt.publishId ?? '';
  let received: number;
  try {
    const answer = await withAccessToken(deps, post.account.grantId, (accessToken) =>
      deps.tiktok.fetchPublishStatus({ accessToken, publishId, signal: lease.signal }),
    );
    if (answer.status !== 'PROCESSING_UPLOAD') return awaitVerdict(deps, lease, post, attempt);
    received = answer.uploadedBytes ?? Number(attempt.acknowledgedBytes);
  } catch (error) {
    return stopFor(deps, lease, post.id, error);
  }
  if (received >= Number(attempt.sizeBytes)) return awaitVerdict(deps, lease, post, attempt);
  return upload(deps, lease, post, attempt, received);
}

/** Reads the rows again, for the attempt may have moved, and records what the error means for the post. */
async function stopFor(deps: Deps, lease: Lease, postId: string, error: unknown): Promise<void> {
  if (error instanceof LeaseLostError || lease.signal.aborted) throw error;
  const post = await getPostWithParts(deps.db, postId);
  if (!post) return;
  if (error instanceof TikTokError) {
    return resolveFailure(deps, lease, post, {
      code: error.rawCode,
      logId: error.logId,
      ...(error.code === 'rate_limit_exceeded' && { retryAt: oneMinuteFrom(deps) }),
    });
  }
  if (error instanceof DomainError) {
    return resolveFailure(deps, lease, post, { code: error.tiktokCode ?? error.code, logId: error.logId });
  }
  // A defect of ours: leave everything as it is, try again later, and let the queue report it.
  await postponePost(deps, lease, retryAtAfter(deps.clock.now(), post.attempts.length + 1));
  throw error;
}

/** TikTok's call limits are sliding minutes; the jitter spreads the posts that hit one together. */
function oneMinuteFrom(deps: Deps): Date {
  return new Date(deps.clock.now().getTime() + 60_000 + Math.random() * 5_000);
}
