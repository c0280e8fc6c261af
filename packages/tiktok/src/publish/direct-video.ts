import type { ClientConfig } from '../config.ts';
import { requireWithin } from '../limits.ts';
import { callApi } from '../request.ts';
import type { PublishInit, VideoSource } from './init.ts';
import { initSchemaFor, sourceInfo, sourceSecrets, toPublishInit } from './init.ts';
import { utf16Length, VIDEO_TITLE_MAX_UTF16 } from './text-limits.ts';

export type VideoPost = {
  /** The caption with its hashtags and mentions; empty for none. At most {@link VIDEO_TITLE_MAX_UTF16}. */
  title: string;
  /** One of the creator's current options. */
  privacyLevel: string;
  disableComment: boolean;
  disableDuet: boolean;
  disableStitch: boolean;
  /** A paid partnership for somebody else's brand. */
  brandContentToggle: boolean;
  /** Promotes the creator's own business. */
  brandOrganicToggle: boolean;
  /** Labels the video as AI-generated. */
  isAigc: boolean;
  /** The frame to use as cover. Left out or past the end: the first. */
  videoCoverTimestampMs?: number;
};

export type InitDirectVideoInput = {
  accessToken: string;
  post: VideoPost;
  source: VideoSource;
  signal?: AbortSignal;
};

/**
 * Starts a direct post of a video. Every success is a new post: TikTok has no idempotency key. With FILE_UPLOAD
 * nothing is published before all bytes have arrived.
 *
 * Scope `video.publish`; 6 calls a minute per token.
 *
 * @throws TikTokError; while its `mayHaveHadEffect` is true, the post may exist
 * @throws TikTokLimitError for a caption that is too long
 * @see Direct Post (checked 2026-11)
 */
export async function initDirectVideo(
  config: ClientConfig,
  input: InitDirectVideoInput,
): Promise<PublishInit> {
  const { accessToken, post, source, signal } = input;
  requireWithin('post.title', utf16Length(post.title), 0, VIDEO_TITLE_MAX_UTF16);
  const post_info = {
    ...(post.title === '' ? {} : { title: post.title }),
    privacy_level: post.privacyLevel,
    disable_comment: post.disableComment,
    disable_duet: post.disableDuet,
    disable_stitch: post.disableStitch,
    brand_content_toggle: post.brandContentToggle,
    brand_organic_toggle: post.brandOrganicToggle,
    is_aigc: post.isAigc,
    ...(post.videoCoverTimestampMs === undefined
      ? {}
      : { video_cover_timestamp_ms: post.videoCoverTimestampMs }),
  };
  const answer = await callApi(config, {
    endpoint: 'video.init',
    accessToken,
    body: { json: { post_info, source_info: sourceInfo(source) } },
    schema: initSchemaFor(source),
    secrets: sourceSecrets(source),
    signal,
  });
  return toPublishInit(answer);
}
