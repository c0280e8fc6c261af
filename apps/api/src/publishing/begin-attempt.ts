import type { PrivacyLevel, PublishAttempt } from '@airdate/db';
import { type ChunkPlan, planChunks } from '@airdate/tiktok';
import { withAccessToken } from '../accounts/fresh-access-token.ts';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import type { PostWithParts } from '../posts/post.queries.ts';
import type { Lease } from './lease.ts';

const WORKER = { kind: 'worker' } as const;

/** What the upload URL is sealed for: it opens for this attempt alone. */
export function uploadUrlPurpose(attemptId: string): string {
  return `publish-attempt:${attemptId}:upload-url`;
}

/**
 * Begins one try at TikTok: writes the intent, asks for an upload, writes the `publishId`. Each write is its own short
 * transaction, the call stands between them. An answer that is lost in between publishes nothing, because a file upload
 * goes nowhere before its bytes arrive.
 *
 * @throws TikTokError as the init did; the attempt is then still INIT_REQUESTED
 * @throws LeaseLostError when another worker took over; the fresh upload URL is then dropped unused
 */
export async function beginAttempt(deps: Deps, lease: Lease, post: PostWithParts): Promise<PublishAttempt> {
  const plan = planChunks(Number(post.mediaAsset.sizeBytes));
  const attempt = await writeIntent(deps, lease, post, plan);
  const answer = await withAccessToken(deps, post.account.grantId, (accessToken) =>
    requestUpload(deps, post, accessToken, plan, lease.signal),
  );
  return writeAnswer(deps, lease, post, attempt, answer);
}

type InitAnswer = Awaited<ReturnType<Deps['tiktok']['initDirectVideo']>>;

function writeIntent(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  plan: ChunkPlan,
): Promise<PublishAttempt> {
  const at = deps.clock.now();
  return withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    const number = (post.attempts[0]?.number ?? 0) + 1;
    const attempt = await tx.publishAttempt.create({
      data: {
        postId: post.id,
        number,
        sizeBytes: plan.sizeBytes,
        chunkSizeBytes: plan.chunkSizeBytes,
        totalChunkCount: plan.totalChunkCount,
        startedAt: at,
      },
    });
    await appendEvent(tx, { ...about(post), at, type: 'post.init_requested', data: { attempt: number } });
    return attempt;
  });
}

function requestUpload(
  deps: Deps,
  post: PostWithParts,
  accessToken: string,
  plan: ChunkPlan,
  signal: AbortSignal,
): Promise<InitAnswer> {
  const source = { source: 'FILE_UPLOAD', plan } as const;
  if (post.mode === 'INBOX') return deps.tiktok.initInboxVideo({ accessToken, source, signal });
  return deps.tiktok.initDirectVideo({
    accessToken,
    source,
    signal,
    post: {
      title: post.caption,
      privacyLevel: post.privacyLevel as PrivacyLevel,
      disableComment: !post.allowComment,
      disableDuet: !post.allowDuet,
      disableStitch: !post.allowStitch,
      brandContentToggle: post.brandedContent,
      brandOrganicToggle: post.yourBrand,
      isAigc: post.isAiGenerated,
      ...(post.coverTimestampMs !== null && { videoCoverTimestampMs: post.coverTimestampMs }),
    },
  });
}

function writeAnswer(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  attempt: PublishAttempt,
  answer: InitAnswer,
): Promise<PublishAttempt> {
  const at = deps.clock.now();
  return withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    const updated = await tx.publishAttempt.update({
      where: { id: attempt.id },
      data: {
        step: 'UPLOADING',
        publishId: answer.publishId,
        sealedUploadUrl:
          answer.uploadUrl && deps.keyring.seal(answer.uploadUrl, uploadUrlPurpose(attempt.id)),
        uploadUrlExpiresAt: answer.uploadUrlExpiresAt,
        ...(answer.logId && { logIds: { push: answer.logId } }),
      },
    });
    await appendEvent(tx, {
      ...about(post),
      at,
      type: 'post.init_accepted',
      data: { attempt: attempt.number, publishId: answer.publishId, logId: answer.logId },
    });
    return updated;
  });
}

function about(post: PostWithParts) {
  return { teamId: post.teamId, postId: post.id, accountId: post.accountId, actor: WORKER };
}
