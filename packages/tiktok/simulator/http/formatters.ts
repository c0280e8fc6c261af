import { countersOf } from '../creators/growth.ts';
import { likesOf, privacyOptionsOf, publicPostsOf } from '../creators/profile.ts';
import type { Creator, Post, Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';

// In the language since V8 11.4, not yet in the compiler's library.
const bareNumber = (digits: string) =>
  (JSON as typeof JSON & { rawJSON(text: string): object }).rawJSON(digits);

/** Seconds that links to a creator's picture live ("Query Creator Info": 2 h). */
const AVATAR_LINK_SECONDS = 7_200;
/** Seconds that links to a cover live ("Video Object": 6 h). */
const COVER_LINK_SECONDS = 21_600;

/** A link that dies, as TikTok's picture links do. */
function expiring(world: World, path: string, lifeSeconds: number): string {
  const url = new URL(path, world.publicUrl);
  url.searchParams.set('x-expires', String(world.clock.nowSeconds() + lifeSeconds));
  return url.href;
}

function avatarUrl(world: World, creator: Creator, sizePixels: number): string {
  return expiring(world, `/avatars/${creator.username}.png?size=${sizePixels}`, AVATAR_LINK_SECONDS);
}

export function formatCreatorInfo(world: World, creator: Creator): object {
  return {
    creator_avatar_url: avatarUrl(world, creator, 720),
    creator_username: creator.username,
    creator_nickname: creator.nickname,
    privacy_level_options: privacyOptionsOf(creator),
    comment_disabled: creator.commentDisabled,
    duet_disabled: creator.private || creator.duetDisabled,
    stitch_disabled: creator.private || creator.stitchDisabled,
    max_video_post_duration_sec: creator.maxVideoPostDurationSec,
  };
}

/** The answer of status/fetch: ids go out as bare 19-digit numbers under TikTok's spelling. */
export function formatStatus(world: World, task: Task): object {
  const ids = task.postIds.filter((id) => !task.idsWithheld && world.store.posts.get(id)?.available);
  const asNumbers = world.settings.postIdsAs === 'number';
  return {
    status: task.status,
    ...(task.failReason === null ? {} : { fail_reason: task.failReason }),
    publicaly_available_post_id: asNumbers ? ids.map(bareNumber) : ids,
    ...(task.source === 'FILE_UPLOAD'
      ? { uploaded_bytes: task.upload?.receivedBytes ?? 0 }
      : { downloaded_bytes: task.downloadedBytes }),
  };
}

const USER_FIELDS: Record<string, { scope: string; read: (world: World, creator: Creator) => unknown }> = {
  open_id: { scope: 'user.info.basic', read: (_, creator) => creator.openId },
  union_id: { scope: 'user.info.basic', read: (_, creator) => creator.unionId },
  avatar_url: { scope: 'user.info.basic', read: (world, creator) => avatarUrl(world, creator, 168) },
  avatar_url_100: { scope: 'user.info.basic', read: (world, creator) => avatarUrl(world, creator, 100) },
  avatar_large_url: { scope: 'user.info.basic', read: (world, creator) => avatarUrl(world, creator, 1080) },
  display_name: { scope: 'user.info.basic', read: (_, creator) => creator.nickname },
  bio_description: { scope: 'user.info.profile', read: (_, creator) => creator.bio },
  profile_deep_link: {
    scope: 'user.info.profile',
    read: (world, creator) => `${world.publicUrl}/@${creator.username}`,
  },
  is_verified: { scope: 'user.info.profile', read: (_, creator) => creator.verified },
  username: { scope: 'user.info.profile', read: (_, creator) => creator.username },
  follower_count: { scope: 'user.info.stats', read: (_, creator) => creator.followers },
  following_count: { scope: 'user.info.stats', read: (_, creator) => creator.following },
  likes_count: { scope: 'user.info.stats', read: likesOf },
  video_count: { scope: 'user.info.stats', read: (world, creator) => publicPostsOf(world, creator).length },
};

/** The scope that a user field needs, or undefined when there is no such field. */
export function scopeOfUserField(field: string): string | undefined {
  return Object.hasOwn(USER_FIELDS, field) ? USER_FIELDS[field]!.scope : undefined;
}

export function formatUser(world: World, creator: Creator, fields: string[]): object {
  return Object.fromEntries(fields.map((field) => [field, USER_FIELDS[field]!.read(world, creator)]));
}

/** Titles and descriptions of the Video object are cut at this many characters. */
const VIDEO_TEXT_LENGTH = 150;

const VIDEO_FIELDS: Record<string, (world: World, post: Post, creator: Creator) => unknown> = {
  id: (_, post) => post.id,
  create_time: (_, post) => Math.floor(post.createdAtMs / 1000),
  cover_image_url: (world, post) => expiring(world, `/covers/${post.id}`, COVER_LINK_SECONDS),
  share_url: (world, post, creator) =>
    `${world.publicUrl}/@${creator.username}/${post.kind}/${post.id}?utm_campaign=tt4d_open_api&utm_source=${encodeURIComponent(world.app.clientKey)}`,
  video_description: (_, post) =>
    (post.settings.description || post.settings.title).slice(0, VIDEO_TEXT_LENGTH),
  duration: (_, post) => Math.round(post.media[0]?.durationSeconds ?? 0),
  height: (_, post) => post.media[0]?.height ?? 0,
  width: (_, post) => post.media[0]?.width ?? 0,
  title: (_, post) => post.settings.title.slice(0, VIDEO_TEXT_LENGTH),
  embed_html: (world, post) =>
    `<iframe src="${world.publicUrl}/embed/${post.id}" width="325" height="580" title="TikTok post"></iframe>`,
  embed_link: (world, post) => `${world.publicUrl}/embed/${post.id}`,
  like_count: (world, post, creator) => counters(world, post, creator).likes,
  comment_count: (world, post, creator) => counters(world, post, creator).comments,
  share_count: (world, post, creator) => counters(world, post, creator).shares,
  view_count: (world, post, creator) => counters(world, post, creator).views,
};

function counters(world: World, post: Post, creator: Creator) {
  return countersOf(post, creator, world.clock.now(), world.settings.growthFactor);
}

export function isVideoField(field: string): boolean {
  return Object.hasOwn(VIDEO_FIELDS, field);
}

export function formatVideo(world: World, post: Post, fields: string[]): object {
  const creator = world.creatorOf(post.openId);
  return Object.fromEntries(fields.map((field) => [field, VIDEO_FIELDS[field]!(world, post, creator)]));
}
