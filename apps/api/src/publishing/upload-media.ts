import type { PublishAttempt } from '@airdate/db';
import { chunkPlan, uploadVideo } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import type { PostWithParts } from '../posts/post.queries.ts';
import { awaitVerdict } from './await-verdict.ts';
import { uploadUrlPurpose } from './begin-attempt.ts';
import type { Lease } from './lease.ts';

const WORKER = { kind: 'worker' } as const;

/**
 * Sends the bytes that TikTok does not have yet, chunk by chunk, and moves the post to PROCESSING when all are
 * acknowledged. Before the last chunk leaves, the attempt is marked UPLOAD_FINISHING: after that line a crash may have
 * published the post, so recovery asks for the status and never for another upload URL.
 *
 * @param resumeFromByte how many bytes TikTok has, by its own count
 * @throws TikTokError as the upload did
 * @throws LeaseLostError when another worker took over
 */
export async function uploadMedia(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  attempt: PublishAttempt,
  resumeFromByte: number,
): Promise<void> {
  const { storageKey, contentType } = post.mediaAsset;
  await uploadVideo({
    client: deps.tiktok,
    uploadUrl: deps.keyring.open(attempt.sealedUploadUrl ?? '', uploadUrlPurpose(attempt.id)),
    plan: chunkPlan(Number(attempt.sizeBytes), Number(attempt.chunkSizeBytes)),
    contentType: contentType as 'video/mp4',
    resumeFromByte,
    signal: lease.signal,
    source: {
      sizeBytes: Number(attempt.sizeBytes),
      open: (firstByte, lastByte) => deps.storage.open(storageKey, { firstByte, lastByte }),
    },
    beforeChunk: async ({ isLast }) => {
      await withTransaction(deps.db, async (tx) => {
        await lease.assertHeld(tx);
        if (isLast)
          await tx.publishAttempt.update({ where: { id: attempt.id }, data: { step: 'UPLOAD_FINISHING' } });
      });
    },
    afterChunk: ({ acknowledgedBytes }) => recordProgress(deps, lease, post, attempt, acknowledgedBytes),
  });
  await awaitVerdict(deps, lease, post, attempt);
}

async function recordProgress(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  attempt: PublishAttempt,
  acknowledgedBytes: number,
): Promise<void> {
  await withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    await tx.publishAttempt.update({ where: { id: attempt.id }, data: { acknowledgedBytes } });
    await appendEvent(tx, {
      teamId: post.teamId,
      postId: post.id,
      accountId: post.accountId,
      actor: WORKER,
      at: deps.clock.now(),
      type: 'post.upload_progress',
      data: { attempt: attempt.number, acknowledgedBytes, sizeBytes: Number(attempt.sizeBytes) },
    });
  });
}
