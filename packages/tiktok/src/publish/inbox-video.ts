import type { ClientConfig } from '../config.ts';
import { callApi } from '../request.ts';
import type { PublishInit, VideoSource } from './init.ts';
import { initSchemaFor, sourceInfo, sourceSecrets, toPublishInit } from './init.ts';

/** Drafts of one creator that may wait for being posted, per 24 hours ("Upload", checked 2026-11). */
export const MAX_PENDING_SHARES = 5;

export type InitInboxVideoInput = {
  accessToken: string;
  source: VideoSource;
  signal?: AbortSignal;
};

/**
 * Starts an inbox upload: the creator is notified in the TikTok app and chooses caption and audience there.
 *
 * Scope `video.upload`; 6 calls a minute per token.
 *
 * @throws TikTokError; while its `mayHaveHadEffect` is true, a pending share may have been used up
 * @see Upload (checked 2026-11)
 */
export async function initInboxVideo(config: ClientConfig, input: InitInboxVideoInput): Promise<PublishInit> {
  const { accessToken, source, signal } = input;
  const answer = await callApi(config, {
    endpoint: 'inbox.video.init',
    accessToken,
    body: { json: { source_info: sourceInfo(source) } },
    schema: initSchemaFor(source),
    secrets: sourceSecrets(source),
    signal,
  });
  return toPublishInit(answer);
}
