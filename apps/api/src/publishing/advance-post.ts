import { setTimeout } from 'node:timers/promises';
import { TikTokError } from '@airdate/tiktok';
import { postingObstacle } from '../accounts/may-post.ts';
import type { Deps } from '../deps.ts';
import { DomainError } from '../errors.ts';
import type { FailureCode } from '../failure-codes.ts';
import { findActiveCap } from '../posts/find-active-cap.ts';
import { CallsUsedUpError, callTikTok } from '../quota/call-tiktok.ts';
import { pauseAskedForMs } from '../quota/pause-calls.ts';
import { reserveCall } from '../quota/reserve-call.ts';
import { awaitVerdict } from './await-verdict.ts';
import { beginAttempt } from './begin-attempt.ts';
import { isMissed } from './catch-up.ts';
import { checkCreator } from './check-creator.ts';
import { deliveryOf } from './deliveries/delivery-of.ts';
import { type ClaimedPost, claimDuePosts } from './dispatcher/claim-due-posts.ts';
import { createLane } from './dispatcher/lane.ts';
import { keepLease, LeaseLostError } from './lease.ts';
import { liveAttempt } from './publish-attempt.ts';
import {
  type Attempt,
  type PublishRun,
  readPostToPublish,
  tokenUse,
  WorkerStoppingError,
} from './publish-run.ts';
import { resolveFailure } from './resolve-failure.ts';
import { holdPost, postponePost } from './stop-publishing.ts';
import { takeStatusTurn } from './take-status-turn.ts';

const PAUSE_AFTER_DEFECT_MS = 2_000;

/**
 * Carries one post as far as it goes, if it is due. Safe to call at any time, any number of times and in any number of
 * processes: the claim lets one through, and what happened before a crash is read from the live attempt.
 */
export async function advancePost(deps: Deps, postId: string): Promise<void> {
  const { claimed } = await claimDuePosts(deps, createLane(1), { only: postId, patient: true });
  for (const claim of claimed) await advanceClaimed(deps, claim);
}

/**
 * Carries a claimed post as far as it goes: to PROCESSING, or to a stop with a reason.
 *
 * @param waitToSend called before bytes are sent, which may take long
 * @throws what is a defect of ours
 */
export async function advanceClaimed(
  deps: Deps,
  { postId, leaseToken }: Omit<ClaimedPost, 'teamId'>,
  waitToSend: PublishRun['waitToSend'] = async () => {},
): Promise<void> {
  const lease = keepLease(deps, postId, leaseToken);
  try {
    const post = await readPostToPublish(deps.db, postId);
    if (post)
      await advance({ deps, lease, post, waitToSend, resumedAttemptId: liveAttempt(post)?.id ?? null });
  } catch (error) {
    // The successor goes on from the attempt's row.
    if (error instanceof WorkerStoppingError) return;
    if (!(error instanceof LeaseLostError) && !lease.signal.aborted) {
      // Still under its lease, so that nobody takes it up again at once.
      await setTimeout(PAUSE_AFTER_DEFECT_MS);
      throw error;
    }
    deps.log.warn({ postId }, 'the post is left to another worker');
  } finally {
    await lease.release();
  }
}

/** One claimed post's way, whatever its delivery. */
async function advance(run: PublishRun): Promise<void> {
  const { deps, lease } = run;
  try {
    await go(run);
  } catch (error) {
    const isOver = error instanceof LeaseLostError || error instanceof WorkerStoppingError;
    if (isOver || lease.signal.aborted) throw error;
    // The attempt may have moved since the rows were read.
    const post = await readPostToPublish(deps.db, run.post.id);
    const hadDeparted = liveAttempt(run.post)?.step === 'UPLOAD_FINISHING';
    if (post) await stopFor({ ...run, post }, error, hadDeparted);
  }
}

/** Workers that died over a post, one after the other, before it is set aside. */
const MAX_UNRELEASED_RUNS = 12;

function go(run: PublishRun): Promise<void> {
  const live = liveAttempt(run.post);
  if (run.post.unreleasedRuns > MAX_UNRELEASED_RUNS && live?.step !== 'UPLOADED') {
    return resolveFailure(run, { code: 'worker_lost', logId: null, mayHaveHadEffect: true });
  }
  switch (live?.step) {
    case undefined:
      return publish(run);
    case 'INIT_REQUESTED':
      return resolveFailure(run, {
        code: 'init_answer_lost',
        logId: null,
        mayHaveHadEffect: true,
        retryAt: run.deps.clock.now(),
      });
    case 'UPLOADING':
    case 'UPLOAD_FINISHING':
      return resume(run, live!);
    case 'UPLOADED':
    case 'SETTLED':
      return awaitVerdict(run, live!);
  }
}

/** The way of a post that has no attempt under way. */
async function publish(run: PublishRun): Promise<void> {
  const { deps, post } = run;
  const delivery = deliveryOf(post);
  const hold = (code: FailureCode) => holdPost(run, { code, logId: null, retryAt: null });
  if (
    post.publishAt &&
    isFirstTry(run, post.publishAt) &&
    isMissed(post.publishAt, deps.clock.now(), post.team)
  )
    return hold('missed');
  const obstacle = postingObstacle(deps, post.account, post.mode);
  if (obstacle) return hold(obstacle);
  const { grantId } = post.account;
  const cap = await findActiveCap(deps.db, { grantId, mode: post.mode, at: deps.clock.now() });
  if (cap) return holdPost(run, { code: cap.code, logId: null, retryAt: cap.until });
  const prepared = await delivery.prepare(run);
  if (!prepared.ok) return hold(prepared.code);

  if (post.mode === 'DIRECT') {
    const check = await checkCreator(run);
    if (check.kind === 'refused') return resolveFailure(run, check);
  }
  const call = await reserveCall(deps, grantId, delivery.init);
  if (!call.ok) return postponePost(run, call.availableAt);
  const attempt = await beginAttempt(run, prepared.upload);
  return sendAll(run, attempt, 0);
}

async function sendAll(run: PublishRun, attempt: Attempt, fromByte: number): Promise<void> {
  await run.waitToSend();
  await deliveryOf(run.post).send(run, attempt, fromByte);
  await awaitVerdict(run, attempt);
}

/** After a crash or a broken upload: TikTok's own count says where to go on. */
async function resume(run: PublishRun, attempt: Attempt): Promise<void> {
  const { deps, post } = run;
  const { grantId } = post.account;
  const turn = await takeStatusTurn(deps, post);
  if (!turn.ok) return postponePost(run, turn.availableAt);
  const call = { grantId, bucket: 'status.fetch', use: tokenUse(post, 'STATUS') } as const;
  const rest = await callTikTok(deps, call, (accessToken) => deliveryOf(post).ask(run, attempt, accessToken));
  return rest ? sendAll(run, attempt, rest.fromByte) : awaitVerdict(run, attempt);
}

/** Not after an attempt that was given up on the way: what it waited for is limited where it failed. */
function isFirstTry({ post: { attempts } }: PublishRun, publishAt: Date): boolean {
  const [last] = attempts;
  return last?.outcome !== 'ABANDONED' || last.startedAt < publishAt;
}

/**
 * Records what an error means for the post.
 *
 * @param run with its rows as they are now
 * @param hadDeparted whether an earlier run had sent the last bytes off already
 */
async function stopFor(run: PublishRun, error: unknown, hadDeparted: boolean): Promise<void> {
  const { deps, post } = run;
  const now = deps.clock.now();
  if (error instanceof TikTokError) {
    const { rawCode: code, logId } = error;
    const mayHaveHadEffect = error.mayHaveHadEffect || (error.endpoint === 'upload' && hadDeparted);
    const isUploadTimeout = error.endpoint === 'upload' && error.code === 'timeout';
    const retryAt = whenTikTokIsReady(error, now);
    return resolveFailure(run, { code, logId, mayHaveHadEffect, isUploadTimeout, retryAt });
  }
  // Unless an init is under way, nothing was asked yet and nothing has failed.
  if (error instanceof CallsUsedUpError && liveAttempt(post)?.step !== 'INIT_REQUESTED') {
    return postponePost(run, error.availableAt);
  }
  if (error instanceof DomainError) {
    const { code, tiktokCode, logId, retryAt } = error;
    return resolveFailure(run, { code: tiktokCode ?? code, logId, retryAt: retryAt ?? undefined });
  }
  // A file that is gone shows as whatever error its store has.
  const prepared = await deliveryOf(post).prepare(run);
  if (!prepared.ok) {
    return resolveFailure(run, { code: prepared.code, logId: null, mayHaveHadEffect: hadDeparted });
  }
  // A defect of ours: try again later, not for ever, and let the dispatcher report it.
  await resolveFailure(run, { code: 'unexpected_failure', logId: null });
  throw error;
}

const SPREAD_MS = 5_000;

/** As TikTok asked for, or after the sliding minute of its call limits; the jitter spreads the posts that hit one together. */
function whenTikTokIsReady(error: TikTokError, now: Date): Date | undefined {
  const pauseMs = pauseAskedForMs(error);
  return pauseMs === null ? undefined : new Date(now.getTime() + pauseMs + Math.random() * SPREAD_MS);
}
