import { Prisma } from '@airdate/db';
import { chunkPlan, planChunks, uploadVideo, type VideoContentType } from '@airdate/tiktok';
import type { Lease } from '../lease.ts';
import type { Attempt, PublishRun } from '../publish-run.ts';
import { sharedWrite } from '../shared-write.ts';
import type { Delivery } from './delivery.ts';
import { openUploadUrl } from './upload-url.ts';

/** A video whose bytes we send: nothing is published before the last of them. */
export const fileUpload: Pick<Delivery, 'publishesAt' | 'prepare' | 'send' | 'ask' | 'isIncomplete'> = {
  publishesAt: 'last_byte',

  async prepare({ deps, post }) {
    const { storageKey, sizeBytes } = post.mediaAsset;
    if ((await deps.storage.size(storageKey)) !== Number(sizeBytes)) {
      return { ok: false, code: 'media_missing' };
    }
    const plan = planChunks(Number(sizeBytes));
    return {
      ok: true,
      upload: {
        sizeBytes,
        chunkSizeBytes: BigInt(plan.chunkSizeBytes),
        totalChunkCount: plan.totalChunkCount,
      },
    };
  },

  async send(run, attempt, fromByte) {
    const { deps, lease, post } = run;
    const { storageKey, contentType } = post.mediaAsset;
    const plan = planOf(attempt);
    await uploadVideo({
      client: deps.tiktok,
      uploadUrl: openUploadUrl(deps.keyring, attempt),
      plan,
      contentType: contentType as VideoContentType,
      resumeFromByte: fromByte,
      signal: lease.signal,
      source: {
        sizeBytes: plan.sizeBytes,
        open: (firstByte, lastByte) =>
          whileFresh(lease, deps.storage.open(storageKey, { firstByte, lastByte })),
      },
      beforeChunk: ({ isLast }) => recordDeparture(run, attempt, isLast),
      afterChunk: ({ acknowledgedBytes }) => recordProgress(run, attempt, acknowledgedBytes),
    });
  },

  async ask({ deps, lease }, attempt, accessToken) {
    const answer = await deps.tiktok.fetchPublishStatus({
      accessToken,
      publishId: attempt.publishId ?? '',
      signal: lease.signal,
    });
    if (answer.status !== 'PROCESSING_UPLOAD') return null;
    const { sizeBytes } = planOf(attempt);
    const fromByte = answer.uploadedBytes ?? Number(attempt.upload?.acknowledgedBytes ?? 0);
    return fromByte < sizeBytes ? { fromByte } : null;
  },

  isIncomplete({ status, uploadedBytes }, { upload }) {
    if (!upload || upload.acknowledgedBytes >= upload.sizeBytes) return false;
    return (
      status === 'PROCESSING_UPLOAD' && uploadedBytes !== null && BigInt(uploadedBytes) < upload.sizeBytes
    );
  },
};

/** The plan that was written down before the init. */
export function planOf({ id, upload }: Attempt) {
  if (!upload) throw new Error(`Attempt ${id} has no upload.`);
  return chunkPlan(Number(upload.sizeBytes), Number(upload.chunkSizeBytes));
}

/** Hands out bytes as long as no other worker can have the post: also after this process was stopped for a while. */
async function* whileFresh(lease: Lease, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    lease.assertFresh();
    yield piece;
  }
}

const writeDeparture = sharedWrite({});

const writeLastDeparture = sharedWrite({
  changes: Prisma.sql`, finishing AS (
    UPDATE publish_attempts SET step = 'UPLOAD_FINISHING'
    FROM written WHERE publish_attempts.id = (input->>'attemptId')::uuid
  )`,
});

/**
 * Before the last chunk leaves, the attempt says so: behind this line a crash may have published the post, so recovery
 * asks for the status and never for another upload URL.
 */
async function recordDeparture(run: PublishRun, { id: attemptId }: Attempt, isLast: boolean): Promise<void> {
  run.lease.assertWanted();
  await (isLast ? writeLastDeparture : writeDeparture)(run, { attemptId });
}

const writeProgress = sharedWrite({
  // This run got on, so the workers that died over the post before it count no more.
  set: Prisma.sql`, unreleased_runs = 1`,
  changes: Prisma.sql`, acknowledged AS (
    UPDATE publish_uploads SET acknowledged_bytes = (data->>'acknowledgedBytes')::bigint
    FROM written WHERE attempt_id = (input->>'attemptId')::uuid
  )`,
  event: 'post.upload_progress',
});

async function recordProgress(run: PublishRun, attempt: Attempt, acknowledgedBytes: number): Promise<void> {
  const { sizeBytes } = planOf(attempt);
  const data = { attempt: attempt.number, acknowledgedBytes, sizeBytes };
  await writeProgress(run, { attemptId: attempt.id }, data);
}
