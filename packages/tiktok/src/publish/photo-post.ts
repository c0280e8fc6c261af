import type { ClientConfig } from '../config.ts';
import { requireWithin } from '../limits.ts';
import { callApi } from '../request.ts';
import type { PublishInit } from './init.ts';
import { initSchema, toPublishInit } from './init.ts';
import { PHOTO_DESCRIPTION_MAX_UTF16, PHOTO_TITLE_MAX_UTF16, utf16Length } from './text-limits.ts';

/** Photos in one post ("Photo", checked 2026-11). */
export const MAX_PHOTOS = 35;

type PhotoText = {
  /** At most {@link PHOTO_TITLE_MAX_UTF16}; empty for none. */
  title: string;
  /** With hashtags and mentions; at most {@link PHOTO_DESCRIPTION_MAX_UTF16}; empty for none. */
  description: string;
};

export type DirectPhotoPost = PhotoText & {
  mode: 'DIRECT_POST';
  /** One of the creator's current options. */
  privacyLevel: string;
  disableComment: boolean;
  /** TikTok adds music it recommends; the creator can change it later. */
  autoAddMusic: boolean;
  /** A paid partnership for somebody else's brand. */
  brandContentToggle: boolean;
  /** Promotes the creator's own business. */
  brandOrganicToggle: boolean;
  /** Labels the photos as AI-generated. */
  isAigc: boolean;
};

export type InboxPhotoPost = PhotoText & {
  mode: 'MEDIA_UPLOAD';
};

export type InitPhotoPostInput = {
  accessToken: string;
  post: DirectPhotoPost | InboxPhotoPost;
  /** 1 to {@link MAX_PHOTOS} `https` URLs, each on a host or prefix that is verified for the app. */
  photoUrls: readonly string[];
  /** 0-based; default the first. */
  coverIndex?: number;
  signal?: AbortSignal;
};

/**
 * Starts a photo post, directly or into the creator's inbox. TikTok fetches the photos itself, so this call alone
 * publishes: after a lost answer nobody but TikTok knows whether there is a post.
 *
 * Scope `video.publish` for DIRECT_POST, `video.upload` for MEDIA_UPLOAD; 6 calls a minute per token.
 *
 * @throws TikTokError; while its `mayHaveHadEffect` is true, the post may exist
 * @throws TikTokLimitError for too many photos, a cover that is none of them, or a text that is too long
 * @see Photo (checked 2026-11)
 */
export async function initPhotoPost(config: ClientConfig, input: InitPhotoPostInput): Promise<PublishInit> {
  const { accessToken, post, photoUrls, coverIndex = 0, signal } = input;
  requireWithin('photoUrls.length', photoUrls.length, 1, MAX_PHOTOS);
  requireWithin('coverIndex', coverIndex, 0, photoUrls.length - 1);
  requireWithin('post.title', utf16Length(post.title), 0, PHOTO_TITLE_MAX_UTF16);
  requireWithin('post.description', utf16Length(post.description), 0, PHOTO_DESCRIPTION_MAX_UTF16);
  const json = {
    media_type: 'PHOTO',
    post_mode: post.mode,
    post_info: postInfo(post),
    source_info: { source: 'PULL_FROM_URL', photo_cover_index: coverIndex, photo_images: photoUrls },
    // Beside `post_info` here, inside it for videos.
    ...(post.mode === 'DIRECT_POST' ? { is_aigc: post.isAigc } : {}),
  };
  const answer = await callApi(config, {
    endpoint: 'content.init',
    accessToken,
    body: { json },
    schema: initSchema,
    secrets: photoUrls,
    signal,
  });
  return toPublishInit(answer);
}

function postInfo(post: DirectPhotoPost | InboxPhotoPost): Record<string, unknown> {
  const text = {
    ...(post.title === '' ? {} : { title: post.title }),
    ...(post.description === '' ? {} : { description: post.description }),
  };
  if (post.mode === 'MEDIA_UPLOAD') return text;
  return {
    ...text,
    privacy_level: post.privacyLevel,
    disable_comment: post.disableComment,
    auto_add_music: post.autoAddMusic,
    brand_content_toggle: post.brandContentToggle,
    brand_organic_toggle: post.brandOrganicToggle,
  };
}
