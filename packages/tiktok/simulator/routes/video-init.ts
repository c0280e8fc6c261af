import type { Hono } from 'hono';
import { z } from 'zod';
import { inboxObstacle } from '../creators/caps.ts';
import type { Http } from '../http/endpoint.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import { utf16Text } from '../http/utf16-text.ts';
import { createTask } from '../publish/create-task.ts';
import { type PostSettings, PRIVACY_LEVELS, type Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { mountData } from './data-endpoint.ts';
import { checkBranding, checkDirectPost } from './post-checks.ts';
import { refusePost } from './refuse-post.ts';
import { checkOwnership, transferOf, VideoSource } from './source-info.ts';

/** Counted in UTF-16 code units, which is what `String.length` counts. */
const LONGEST_CAPTION = 2_200;

const VideoPostInfo = z.strictObject({
  privacy_level: z.enum(PRIVACY_LEVELS).optional(),
  title: utf16Text(LONGEST_CAPTION, 'The title is too long').optional(),
  disable_duet: z.boolean().optional(),
  disable_stitch: z.boolean().optional(),
  disable_comment: z.boolean().optional(),
  video_cover_timestamp_ms: z.int().optional(),
  brand_content_toggle: z.boolean().optional(),
  brand_organic_toggle: z.boolean().optional(),
  is_aigc: z.boolean().optional(),
});

/** Settings of a draft, which its creator makes in the app. */
export const DRAFT_SETTINGS: PostSettings = {
  title: '',
  description: '',
  privacyLevel: null,
  disableComment: false,
  disableDuet: false,
  disableStitch: false,
  brandContent: false,
  brandOrganic: false,
  aiGenerated: false,
  autoAddMusic: false,
  coverTimestampMs: 0,
  coverIndex: 0,
};

/** "Direct Post" and "Upload": the two ways to send a video. */
export function mountVideoInit(hono: Hono<Http>, world: World, windows: SlidingWindows): void {
  mountData(hono, world, windows, {
    point: 'video.init',
    method: 'POST',
    path: '/v2/post/publish/video/init/',
    scopes: ['video.publish'],
    rate: { limit: 'init', per: 'token' },
    body: z.strictObject({ post_info: VideoPostInfo, source_info: VideoSource }),
    queryFields: [],
    run({ creator, body }) {
      const info = body.post_info;
      const transfer = transferOf(world, body.source_info);
      checkBranding(info.brand_content_toggle ?? false, info.privacy_level);
      const privacyLevel = checkDirectPost(world, creator, info.privacy_level);
      checkOwnership(world, transfer);
      const settings: PostSettings = {
        ...DRAFT_SETTINGS,
        title: info.title ?? '',
        privacyLevel,
        disableComment: info.disable_comment ?? false,
        disableDuet: info.disable_duet ?? false,
        disableStitch: info.disable_stitch ?? false,
        brandContent: info.brand_content_toggle ?? false,
        brandOrganic: info.brand_organic_toggle ?? false,
        aiGenerated: info.is_aigc ?? false,
        coverTimestampMs: Math.max(0, info.video_cover_timestamp_ms ?? 0),
      };
      return formatInit(
        world,
        createTask(world, { creator, kind: 'direct_video', settings, source: transfer }),
      );
    },
  });
  mountData(hono, world, windows, {
    point: 'inbox.video.init',
    method: 'POST',
    path: '/v2/post/publish/inbox/video/init/',
    scopes: ['video.upload'],
    rate: { limit: 'init', per: 'token' },
    body: z.strictObject({ source_info: VideoSource }),
    queryFields: [],
    run({ creator, body }) {
      const transfer = transferOf(world, body.source_info);
      const obstacle = inboxObstacle(world, creator);
      if (obstacle !== null) throw refusePost(obstacle);
      checkOwnership(world, transfer);
      const settings = { ...DRAFT_SETTINGS };
      return formatInit(
        world,
        createTask(world, { creator, kind: 'inbox_video', settings, source: transfer }),
      );
    },
  });
}

function formatInit(world: World, task: Task): object {
  if (task.upload === null) return { publish_id: task.publishId };
  const url = new URL('/upload/', world.publicUrl);
  url.searchParams.set('upload_id', task.upload.uploadId);
  url.searchParams.set('upload_token', task.upload.uploadToken);
  return { publish_id: task.publishId, upload_url: url.href };
}
