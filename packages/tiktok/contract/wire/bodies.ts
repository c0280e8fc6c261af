/** One MB as the Media Transfer Guide counts it in its example. */
export const MB = 1_048_576;
export const GB = 1_024 * MB;

/** `source_info` for an upload; one chunk unless told otherwise, counted by `floor`. */
export function fileUpload(
  videoSize: number,
  chunkSize = videoSize,
  count = Math.floor(videoSize / chunkSize),
) {
  return {
    source: 'FILE_UPLOAD',
    video_size: videoSize,
    chunk_size: chunkSize,
    total_chunk_count: count,
  };
}

export const pullFromUrl = (videoUrl: string) => ({ source: 'PULL_FROM_URL', video_url: videoUrl });

/** The page's sample of `post_info`, which every creator may ask for. */
export const POST_INFO = {
  title: 'caption #tag',
  privacy_level: 'SELF_ONLY',
  disable_duet: true,
  disable_comment: false,
  disable_stitch: true,
  video_cover_timestamp_ms: 1_000,
  brand_content_toggle: false,
  brand_organic_toggle: false,
  is_aigc: false,
};

/** A direct post of a video, with changes to its `post_info`. */
export function directVideo(changes: object = {}, source: object = fileUpload(1_000_000)) {
  return { post_info: { ...POST_INFO, ...changes }, source_info: source };
}

export type PhotoChanges = {
  top?: object;
  post?: object;
  source?: object;
};

/** The page's sample of a photo post, with changes at each level. */
export function photoPost(photoUrls: string[], { top, post, source }: PhotoChanges = {}) {
  return {
    post_mode: 'DIRECT_POST',
    media_type: 'PHOTO',
    post_info: {
      title: 'Trip',
      description: 'day one #trip',
      privacy_level: 'SELF_ONLY',
      disable_comment: true,
      auto_add_music: false,
      brand_content_toggle: false,
      brand_organic_toggle: false,
      ...post,
    },
    source_info: { source: 'PULL_FROM_URL', photo_cover_index: 0, photo_images: photoUrls, ...source },
    ...top,
  };
}

/** A photo draft, which carries text and nothing that the creator decides in the app. */
export function photoDraft(photoUrls: string[], { top, post, source }: PhotoChanges = {}) {
  return {
    post_mode: 'MEDIA_UPLOAD',
    media_type: 'PHOTO',
    post_info: { title: 'Trip', description: 'day one #trip', ...post },
    source_info: { source: 'PULL_FROM_URL', photo_cover_index: 0, photo_images: photoUrls, ...source },
    ...top,
  };
}
