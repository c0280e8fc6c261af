import { z } from 'zod';
import type { ClientConfig } from '../config.ts';
import { callApi } from '../request.ts';

export type CancelPublishInput = {
  accessToken: string;
  publishId: string;
  signal?: AbortSignal;
};

/**
 * Asks TikTok to stop fetching media. Best effort, for PULL_FROM_URL only; the status then becomes `FAILED` with
 * `publish_cancelled`.
 *
 * Scope `video.upload` or `video.publish`; no published rate limit.
 *
 * @throws TikTokError `publish_not_cancellable` when it is too late
 * @see Media Transfer Guide (checked 2026-11)
 */
export async function cancelPublish(
  config: ClientConfig,
  input: CancelPublishInput,
): Promise<{ logId: string | null }> {
  const { accessToken, publishId, signal } = input;
  const { logId } = await callApi(config, {
    endpoint: 'cancel',
    accessToken,
    body: { json: { publish_id: publishId } },
    schema: z.object({}),
    signal,
  });
  return { logId };
}
