import { Prisma } from '@airdate/db';
import type { PublishInit } from '@airdate/tiktok';
import { ConflictError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { isConsentedTo } from '../posts/consent.ts';
import { callTikTok } from '../quota/call-tiktok.ts';
import type { PlannedUpload } from './deliveries/delivery.ts';
import { deliveryOf } from './deliveries/delivery-of.ts';
import { sealUploadUrl } from './deliveries/upload-url.ts';
import { type Attempt, eventOf, type PublishRun, tokenUse, writeAtOnce, writeInRun } from './publish-run.ts';

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

/** Writes down what is about to be sent, which is exactly what the newest consent is for. @throws ConflictError */
function writeIntent(run: PublishRun, upload: PlannedUpload | null): Promise<Attempt> {
  const { post } = run;
  return writeInRun(run, async (tx, at) => {
    if (!(await isConsentedTo(tx, post))) throw new ConflictError('consent_outdated');
    const number = (post.attempts[0]?.number ?? 0) + 1;
    const attempt = await tx.publishAttempt.create({
      data: { postId: post.id, number, startedAt: at, ...(upload && { upload: { create: upload } }) },
      include: { upload: true },
    });
    await appendEvent(tx, { ...eventOf(post), at, type: 'post.init_requested', data: { attempt: number } });
    return attempt;
  });
}

async function writeAnswer(run: PublishRun, attempt: Attempt, answer: PublishInit): Promise<Attempt> {
  const { publishId, uploadUrl, uploadUrlExpiresAt: urlExpiresAt, logId } = answer;
  const { id, number, upload } = attempt;
  const sealedUrl = uploadUrl && sealUploadUrl(run.deps.keyring, id, uploadUrl);
  const logIds = logId ? [logId] : [];
  const changes = Prisma.sql`,
    answered AS (
      UPDATE publish_attempts SET step = 'UPLOADING', publish_id = ${publishId}, log_ids = log_ids || ${logIds}::text[]
      FROM held WHERE publish_attempts.id = ${id}::uuid
    ),
    sealed AS (
      UPDATE publish_uploads SET sealed_url = ${sealedUrl}, url_expires_at = ${urlExpiresAt}::timestamptz
      FROM held WHERE attempt_id = ${id}::uuid
    )`;
  const data = { attempt: number, publishId, logId };
  await writeAtOnce(run, { changes, event: { type: 'post.init_accepted', data } });
  return {
    ...{ ...attempt, step: 'UPLOADING', publishId, logIds: [...attempt.logIds, ...logIds] },
    upload: upload && { ...upload, sealedUrl: sealedUrl || null, urlExpiresAt: urlExpiresAt ?? null },
  };
}
