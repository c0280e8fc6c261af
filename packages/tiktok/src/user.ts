import { z } from 'zod';
import type { ClientConfig } from './config.ts';
import { TikTokError } from './errors.ts';
import { callApi } from './request.ts';
import { optionalCount, optionalFlag, wireText } from './wire.ts';

/** Which scope covers which field ("Get User Info", checked 2026-11). Asking for more fails the whole call. */
const FIELDS_BY_SCOPE = {
  'user.info.basic': [
    'open_id',
    'union_id',
    'avatar_url',
    'avatar_url_100',
    'avatar_large_url',
    'display_name',
  ],
  'user.info.profile': ['bio_description', 'profile_deep_link', 'is_verified', 'username'],
  'user.info.stats': ['follower_count', 'following_count', 'likes_count', 'video_count'],
} as const;

/** A TikTok user. `null` where the scope was not granted or TikTok left the field out. */
export type UserInfo = {
  openId: string | null;
  /** The same in all apps of one developer. */
  unionId: string | null;
  /** Signed and short-lived, like the other two. */
  avatarUrl: string | null;
  avatarUrl100: string | null;
  avatarLargeUrl: string | null;
  /** The shown name, not the handle. */
  displayName: string | null;
  bioDescription: string | null;
  profileDeepLink: string | null;
  isVerified: boolean | null;
  /** The @handle. */
  username: string | null;
  followerCount: number | null;
  followingCount: number | null;
  /** Likes received on all videos. */
  likesCount: number | null;
  /** Public posts. */
  videoCount: number | null;
  logId: string | null;
};

const userSchema = z.object({
  user: z.object({
    open_id: wireText,
    union_id: wireText,
    avatar_url: wireText,
    avatar_url_100: wireText,
    avatar_large_url: wireText,
    display_name: wireText,
    bio_description: wireText,
    profile_deep_link: wireText,
    is_verified: optionalFlag,
    username: wireText,
    follower_count: optionalCount,
    following_count: optionalCount,
    likes_count: optionalCount,
    video_count: optionalCount,
  }),
});

export type GetUserInfoInput = {
  accessToken: string;
  /** As the token came with; only fields that they cover are asked for. */
  grantedScopes: readonly string[];
  signal?: AbortSignal;
};

/**
 * Reads the profile as far as the granted scopes go. 600 calls a minute.
 *
 * @throws TikTokError `scope_not_authorized` without a call when no `user.info.*` scope was granted
 * @see Get User Info (checked 2026-11)
 */
export async function getUserInfo(config: ClientConfig, input: GetUserInfoInput): Promise<UserInfo> {
  const { accessToken, grantedScopes, signal } = input;
  const fields = Object.entries(FIELDS_BY_SCOPE).flatMap(([scope, names]) =>
    grantedScopes.includes(scope) ? names : [],
  );
  if (fields.length === 0) throw new TikTokError({ endpoint: 'user.info', code: 'scope_not_authorized' });
  const { data, logId } = await callApi(config, {
    endpoint: 'user.info',
    accessToken,
    query: { fields: fields.join(',') },
    schema: userSchema,
    signal,
  });
  const { user } = data;
  return {
    openId: user.open_id,
    unionId: user.union_id,
    avatarUrl: user.avatar_url,
    avatarUrl100: user.avatar_url_100,
    avatarLargeUrl: user.avatar_large_url,
    displayName: user.display_name,
    bioDescription: user.bio_description,
    profileDeepLink: user.profile_deep_link,
    isVerified: user.is_verified,
    username: user.username,
    followerCount: user.follower_count,
    followingCount: user.following_count,
    likesCount: user.likes_count,
    videoCount: user.video_count,
    logId,
  };
}
