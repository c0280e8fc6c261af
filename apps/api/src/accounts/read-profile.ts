import type { UserToken } from '@airdate/tiktok';
import { TikTokError } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';

/** What a creator looks like to people. */
export type Profile = { nickname: string | null; username: string | null; avatarUrl: string | null };

/**
 * Reads as much of the creator's profile as the granted scopes allow. Without `user.info.basic` the name comes from
 * creator info, which `video.publish` opens; what stays unknown is null.
 *
 * @throws TikTokError when TikTok could not be asked for what was granted
 */
export async function readProfile(deps: Deps, token: UserToken): Promise<Profile> {
  const { accessToken, scopes } = token;
  const profile: Profile = { nickname: null, username: null, avatarUrl: null };
  if (scopes.some((scope) => scope.startsWith('user.info.'))) {
    const user = await deps.tiktok.getUserInfo({ accessToken, grantedScopes: scopes });
    profile.nickname = user.displayName;
    profile.username = user.username;
    profile.avatarUrl = user.avatarUrl ?? user.avatarLargeUrl ?? user.avatarUrl100;
  }
  if (profile.nickname !== null || !scopes.includes('video.publish')) return profile;
  try {
    const creator = await deps.tiktok.queryCreatorInfo({ accessToken });
    return {
      nickname: creator.nickname,
      username: profile.username ?? creator.username,
      avatarUrl: profile.avatarUrl ?? creator.avatarUrl,
    };
  } catch (error) {
    if (!(error instanceof TikTokError)) throw error;
    // A name is a nicety here: the connection itself works.
    deps.log.warn({ code: error.code, logId: error.logId }, 'no creator info for a new account');
    return profile;
  }
}
