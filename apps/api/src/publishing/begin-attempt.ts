import { randomUUID } from 'node:crypto';
import { Prisma } from '@airdate/db';
import type { PublishInit } from '@airdate/tiktok';
import { ConflictError } from '../errors.ts';
import { consentedHash } from '../posts/consent.ts';
import { contentHash } from '../posts/content-hash.ts';
import { callTikTok } from '../quota/call-tiktok.ts';
import type { PlannedUpload } from './deliveries/delivery.ts';
import { deliveryOf } from './deliveries/delivery-of.ts';
import { sealUploadUrl } from './deliveries/upload-url.ts';
import { type Attempt, type PublishRun, tokenUse } from './publish-run.ts';
import { sharedWrite } from './shared-write.ts';

/**
 * Begins one try at TikTok, whose init the caller has reserved: writes the intent, calls the init, writes the `publishId`. Each write is its own short
 * transaction, the call stands between them.
 *
 * @throws TikTokError as the init did; the attempt is then still INIT_REQUESTED
 * @throws ConflictError `consent_outdated` before anything is written
 * @throws LeaseLostError when another worker took over; a fresh upload URL is then dropped unused
 */
export async function beginAttempt(run: PublishRun, upload: PlannedUpload | null): Promise<Attempt> {
  const { deps, post } = run;
  const attempt = await writeIntent(run, upload);
  const delivery = deliveryOf(post);
  const call = {
    grantId: post.account.grantId,
    bucket: delivery.init,
    use: tokenUse(post, 'PUBLISH'),
    isReserved: true,
  };
  const answer = await callTikTok(deps, call, async (accessToken) => {
    run.lease.assertFresh();
    return delivery.begin(run, attempt, accessToken);
  });
  return writeAnswer(run, attempt, answer);
}

const writeRequested = sharedWrite({
  when: Prisma.sql`input->>'contentHash' = ${consentedHash(Prisma.sql`held.id`)}`,
  changes: Prisma.sql`,
    attempt AS (
      INSERT INTO publish_attempts (id, post_id, number, started_at)
      SELECT (input->>'attemptId')::uuid, id, (data->>'attempt')::int, (input->>'startedAt')::timestamptz FROM written
    ),
    upload AS (
      INSERT INTO publish_uploads (attempt_id, size_bytes, chunk_size_bytes, total_chunk_count)
      SELECT (input->>'attemptId')::uuid, (input->>'sizeBytes')::bigint, (input->>'chunkSizeBytes')::bigint,
        (input->>'totalChunkCount')::int
      FROM written WHERE input->>'sizeBytes' IS NOT NULL
    )`,
  event: 'post.init_requested',
});

/** Writes down what is about to be sent, which is exactly what the newest consent is for. @throws ConflictError */
async function writeIntent(run: PublishRun, planned: PlannedUpload | null): Promise<Attempt> {
  const { deps, post } = run;
  const id = randomUUID();
  const number = (post.attempts[0]?.number ?? 0) + 1;
  const startedAt = deps.clock.now();
  const input = {
    ...{ attemptId: id, startedAt, contentHash: contentHash(post) },
    ...(planned && {
      sizeBytes: Number(planned.sizeBytes),
      chunkSizeBytes: Number(planned.chunkSizeBytes),
      totalChunkCount: planned.totalChunkCount,
    }),
  };
  const isConsentedTo = await writeRequested(run, input, { attempt: number });
  if (!isConsentedTo) throw new ConflictError('consent_outdated');
  const none = { sealedUrl: null, urlExpiresAt: null, acknowledgedBytes: 0n };
  return {
    ...{ id, postId: post.id, number, startedAt, step: 'INIT_REQUESTED', logIds: [] },
    ...{ outcome: null, publishId: null, errorCode: null, finishedAt: null },
    upload: planned && { attemptId: id, ...planned, ...none },
  };
}

const writeAccepted = sharedWrite({
  changes: Prisma.sql`,
    answered AS (
      UPDATE publish_attempts SET
        step = 'UPLOADING', publish_id = data->>'publishId', log_ids = array_remove(log_ids || (data->>'logId'), NULL)
      FROM written WHERE publish_attempts.id = (input->>'attemptId')::uuid
    ),
    sealed AS (
      UPDATE publish_uploads SET
        sealed_url = input->>'sealedUrl', url_expires_at = (input->>'urlExpiresAt')::timestamptz
      FROM written WHERE attempt_id = (input->>'attemptId')::uuid
    )`,
  event: 'post.init_accepted',
});

async function writeAnswer(run: PublishRun, attempt: Attempt, answer: PublishInit): Promise<Attempt> {
  const { publishId, uploadUrl, uploadUrlExpiresAt: urlExpiresAt, logId } = answer;
  const { id, number, upload } = attempt;
  const sealedUrl = uploadUrl && sealUploadUrl(run.deps.keyring, id, uploadUrl);
  const logIds = logId ? [logId] : [];
  const input = { attemptId: id, sealedUrl, urlExpiresAt };
  await writeAccepted(run, input, { attempt: number, publishId, logId });
  return {
    ...{ ...attempt, step: 'UPLOADING', publishId, logIds: [...attempt.logIds, ...logIds] },
    upload: upload && { ...upload, sealedUrl: sealedUrl || null, urlExpiresAt: urlExpiresAt ?? null },
  };
}
