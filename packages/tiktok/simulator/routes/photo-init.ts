import type { Hono } from 'hono';
import { z } from 'zod';
import { inboxObstacle } from '../creators/caps.ts';
import { ApiError } from '../http/api-error.ts';
import type { Http } from '../http/endpoint.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import { utf16Text } from '../http/utf16-text.ts';
import { createTask } from '../publish/create-task.ts';
import { type Creator, type PostSettings, PRIVACY_LEVELS } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { mountData } from './data-endpoint.ts';
import { checkBranding, checkDirectPost } from './post-checks.ts';
import { refusePost } from './refuse-post.ts';
import { checkOwnership } from './source-info.ts';
import { DRAFT_SETTINGS } from './video-init.ts';

/** "Photo" (checked 2026-11); lengths in UTF-16 code units. */
const LONGEST_TITLE = 90;
const LONGEST_DESCRIPTION = 4_000;
const MOST_PHOTOS = 35;
const OLDEST_APP_FOR_PHOTO_DRAFTS = [31, 8];

const PhotoRequest = z.strictObject({
  media_type: z.literal('PHOTO'),
  post_mode: z.enum(['DIRECT_POST', 'MEDIA_UPLOAD']),
  // The page lists this beside post_info; older copies put it inside.
  is_aigc: z.boolean().optional(),
  post_info: z.strictObject({
    title: utf16Text(LONGEST_TITLE, 'The title is too long').optional(),
    description: utf16Text(LONGEST_DESCRIPTION, 'The description is too long').optional(),
    privacy_level: z.enum(PRIVACY_LEVELS).optional(),
    disable_comment: z.boolean().optional(),
    auto_add_music: z.boolean().optional(),
    brand_content_toggle: z.boolean().optional(),
    brand_organic_toggle: z.boolean().optional(),
    is_aigc: z.boolean().optional(),
  }),
  source_info: z.strictObject({
    source: z.literal('PULL_FROM_URL'),
    photo_images: z.array(z.string()).min(1).max(MOST_PHOTOS),
    photo_cover_index: z.int().min(0),
  }),
});
type PhotoRequest = z.infer<typeof PhotoRequest>;

/** "Photo": one endpoint for direct posts and for drafts, each under its own scope. */
export function mountPhotoInit(hono: Hono<Http>, world: World, windows: SlidingWindows): void {
  mountData(hono, world, windows, {
    point: 'content.init',
    method: 'POST',
    path: '/v2/post/publish/content/init/',
    scopes: scopesFor,
    rate: { limit: 'init', per: 'token' },
    body: PhotoRequest,
    queryFields: [],
    run({ creator, body }) {
      const { post_info: info, source_info: source } = body;
      if (source.photo_cover_index >= source.photo_images.length)
        throw new ApiError('invalid_params', 'The photo cover index is invalid');
      const direct = body.post_mode === 'DIRECT_POST';
      if (direct) checkBranding(info.brand_content_toggle ?? false, info.privacy_level);
      const privacyLevel = direct ? checkDirectPost(world, creator, info.privacy_level) : null;
      if (!direct) checkDraft(world, creator);
      const transfer = { urls: source.photo_images };
      checkOwnership(world, transfer);
      const settings = settingsOf(body, privacyLevel);
      const kind = direct ? 'direct_photo' : 'inbox_photo';
      return { publish_id: createTask(world, { creator, kind, settings, source: transfer }).publishId };
    },
  });
}

function scopesFor(rawBody: unknown): string[] {
  const mode = (rawBody as { post_mode?: unknown } | null)?.post_mode;
  if (mode === 'DIRECT_POST') return ['video.publish'];
  return mode === 'MEDIA_UPLOAD' ? ['video.upload'] : ['video.publish', 'video.upload'];
}

function checkDraft(world: World, creator: Creator): void {
  const obstacle = inboxObstacle(world, creator);
  if (obstacle !== null) throw refusePost(obstacle);
  const [major = 0, minor = 0] = creator.appVersion.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_APP_FOR_PHOTO_DRAFTS;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
    throw new ApiError('app_version_check_failed', 'The TikTok app of the user is older than 31.8.');
}

function settingsOf(body: PhotoRequest, privacyLevel: PostSettings['privacyLevel']): PostSettings {
  const { post_info: info, source_info: source } = body;
  return {
    ...DRAFT_SETTINGS,
    title: info.title ?? '',
    description: info.description ?? '',
    privacyLevel,
    disableComment: info.disable_comment ?? false,
    autoAddMusic: info.auto_add_music ?? false,
    brandContent: info.brand_content_toggle ?? false,
    brandOrganic: info.brand_organic_toggle ?? false,
    aiGenerated: body.is_aigc ?? info.is_aigc ?? false,
    coverIndex: source.photo_cover_index,
  };
}
