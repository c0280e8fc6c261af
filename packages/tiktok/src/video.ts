import { z } from 'zod';
import type { ClientConfig } from './config.ts';
import { requireWithin } from './limits.ts';
import { callApi } from './request.ts';
import { optionalCount, wireCount, wireId, wireText } from './wire.ts';

/** Videos in one answer ("List Videos", "Query Videos", checked 2026-11). */
export const MAX_VIDEOS_PER_CALL = 20;

/** A public video of a creator. `null` where TikTok left the field out. */
export type Video = {
  /** The post id, 19 digits. */
  id: string;
  createdAt: Date | null;
  /** Works for six hours; ask again with `queryVideos`. */
  coverImageUrl: string | null;
  /** Carries parameters that name the app. */
  shareUrl: string | null;
  title: string | null;
  description: string | null;
  durationSeconds: number | null;
  width: number | null;
  height: number | null;
  embedHtml: string | null;
  embedLink: string | null;
  likeCount: number | null;
  commentCount: number | null;
  shareCount: number | null;
  viewCount: number | null;
};

const videoSchema = z.object({
  id: wireId,
  create_time: optionalCount,
  cover_image_url: wireText,
  share_url: wireText,
  video_description: wireText,
  duration: optionalCount,
  height: optionalCount,
  width: optionalCount,
  title: wireText,
  embed_html: wireText,
  embed_link: wireText,
  like_count: optionalCount,
  comment_count: optionalCount,
  share_count: optionalCount,
  view_count: optionalCount,
});

const FIELDS = Object.keys(videoSchema.shape).join(',');

const videoList = z
  .array(videoSchema)
  .nullish()
  .transform((videos) => videos ?? []);

const listSchema = z.object({
  videos: videoList,
  cursor: wireCount.nullish(),
  has_more: z.boolean().nullish(),
});

export type ListVideosInput = {
  accessToken: string;
  /** UTC in milliseconds: videos older than this. Left out: from the newest. */
  cursor?: number;
  /** 1 to {@link MAX_VIDEOS_PER_CALL}; TikTok's default is 10. */
  maxCount?: number;
  signal?: AbortSignal;
};

export type VideoPage = {
  /** Newest first. */
  videos: Video[];
  /** For the next page; `null` when there is none. */
  nextCursor: number | null;
  logId: string | null;
};

/**
 * One page of the creator's public videos. Scope `video.list`; 600 calls a minute.
 *
 * @throws TikTokLimitError for a `maxCount` out of bounds
 * @see List Videos (checked 2026-11)
 */
export async function listVideos(config: ClientConfig, input: ListVideosInput): Promise<VideoPage> {
  const { accessToken, cursor, maxCount, signal } = input;
  if (maxCount !== undefined) requireWithin('maxCount', maxCount, 1, MAX_VIDEOS_PER_CALL);
  const { data, logId } = await callApi(config, {
    endpoint: 'video.list',
    accessToken,
    query: { fields: FIELDS },
    body: { json: { cursor, max_count: maxCount } },
    schema: listSchema,
    signal,
  });
  const nextCursor = data.has_more === true ? (data.cursor ?? null) : null;
  return { videos: data.videos.map(toVideo), nextCursor, logId };
}

export type QueryVideosInput = {
  accessToken: string;
  /** 1 to {@link MAX_VIDEOS_PER_CALL} ids of videos of this creator. */
  videoIds: readonly string[];
  signal?: AbortSignal;
};

/**
 * Fresh counters and links of known videos. One that is not public, not the creator's or gone may be missing from
 * the answer. Scope `video.list`; 600 calls a minute.
 *
 * @throws TikTokLimitError for no ids or too many
 * @see Query Videos (checked 2026-11)
 */
export async function queryVideos(
  config: ClientConfig,
  input: QueryVideosInput,
): Promise<{ videos: Video[]; logId: string | null }> {
  const { accessToken, videoIds, signal } = input;
  requireWithin('videoIds.length', videoIds.length, 1, MAX_VIDEOS_PER_CALL);
  const { data, logId } = await callApi(config, {
    endpoint: 'video.query',
    accessToken,
    query: { fields: FIELDS },
    body: { json: { filters: { video_ids: videoIds } } },
    // One of the page's samples also carries the paging fields.
    schema: listSchema,
    signal,
  });
  return { videos: data.videos.map(toVideo), logId };
}

function toVideo(video: z.output<typeof videoSchema>): Video {
  return {
    id: video.id,
    createdAt: video.create_time === null ? null : new Date(video.create_time * 1000),
    coverImageUrl: video.cover_image_url,
    shareUrl: video.share_url,
    title: video.title,
    description: video.video_description,
    durationSeconds: video.duration,
    width: video.width,
    height: video.height,
    embedHtml: video.embed_html,
    embedLink: video.embed_link,
    likeCount: video.like_count,
    commentCount: video.comment_count,
    shareCount: video.share_count,
    viewCount: video.view_count,
  };
}
