import { z } from 'zod';
import type { ClientConfig } from '../config.ts';
import type { ErrorRow } from '../error-codes.ts';
import { errorRow, toErrorCode } from '../error-codes.ts';
import { callApi } from '../request.ts';
import { optionalCount, wireId, wireText } from '../wire.ts';

/** The documented states of a publish ("Get Post Status", checked 2026-11). */
export const PUBLISH_STATUSES = [
  /** Bytes are arriving, or have arrived and are being processed. Not final. */
  'PROCESSING_UPLOAD',
  /** TikTok is fetching the media. Not final. */
  'PROCESSING_DOWNLOAD',
  /** Inbox uploads: the creator has been notified. Final for the sender; `PUBLISH_COMPLETE` if they post it. */
  'SEND_TO_USER_INBOX',
  /** Posted. Final, yet the post ids may still follow: they need moderation and a public audience. */
  'PUBLISH_COMPLETE',
  /** Refused or broken. Final. */
  'FAILED',
] as const;

export type KnownPublishStatus = (typeof PUBLISH_STATUSES)[number];

/** A state that TikTok does not document counts as still processing. */
export type PublishStatus = KnownPublishStatus | { unknown: string };

export type PublishState = {
  status: PublishStatus;
  /** The status as it was on the wire. */
  rawStatus: string;
  /** A code for {@link failReasonRow}; `null` unless TikTok gave one. */
  failReason: string | null;
  /** Ids of public posts, 19 digits. Empty until moderation has passed; several for an inbox draft posted often. */
  postIds: string[];
  /** FILE_UPLOAD: how many have arrived. */
  uploadedBytes: number | null;
  /** PULL_FROM_URL: how many have been fetched. */
  downloadedBytes: number | null;
  logId: string | null;
};

const idList = z
  .array(wireId)
  .nullish()
  .transform((ids): string[] => ids ?? []);

const statusSchema = z.object({
  status: z.string().min(1),
  fail_reason: wireText,
  publicaly_available_post_id: idList,
  publicly_available_post_id: idList,
  uploaded_bytes: optionalCount,
  downloaded_bytes: optionalCount,
});

export type FetchPublishStatusInput = {
  accessToken: string;
  publishId: string;
  signal?: AbortSignal;
};

/**
 * Asks once how far a publish is. Reads only; the caller owns the waiting.
 *
 * Scope `video.upload` or `video.publish`; 30 calls a minute per token, over all posts of the account.
 *
 * @throws TikTokError `invalid_publish_id`, `token_not_authorized_for_specified_publish_id`, …
 * @see Get Post Status (checked 2026-11)
 */
export async function fetchPublishStatus(
  config: ClientConfig,
  input: FetchPublishStatusInput,
): Promise<PublishState> {
  const { accessToken, publishId, signal } = input;
  const { data, logId } = await callApi(config, {
    endpoint: 'status.fetch',
    accessToken,
    body: { json: { publish_id: publishId } },
    schema: statusSchema,
    unknownValues: ({ status, fail_reason }) => [
      ...(isKnownStatus(status) ? [] : [`status=${status}`]),
      ...(fail_reason === null || isKnownCode(fail_reason) ? [] : [`fail_reason=${fail_reason}`]),
    ],
    signal,
  });
  return {
    status: isKnownStatus(data.status) ? data.status : { unknown: data.status },
    rawStatus: data.status,
    failReason: data.fail_reason,
    postIds: [...new Set([...data.publicaly_available_post_id, ...data.publicly_available_post_id])],
    uploadedBytes: data.uploaded_bytes,
    downloadedBytes: data.downloaded_bytes,
    logId,
  };
}

/** What a `failReason` asks for and what to tell people. `FAILED` without a reason is an unknown one. */
export function failReasonRow(failReason: string | null): ErrorRow {
  return errorRow(failReason ?? 'unknown_code');
}

function isKnownStatus(status: string): status is KnownPublishStatus {
  return (PUBLISH_STATUSES as readonly string[]).includes(status);
}

function isKnownCode(code: string): boolean {
  return toErrorCode(code) !== 'unknown_code';
}
