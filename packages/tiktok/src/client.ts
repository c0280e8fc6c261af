import type { AuthorizeUrlInput } from './authorize.ts';
import { authorizeUrl } from './authorize.ts';
import type { TikTokClientOptions } from './config.ts';
import { resolveConfig } from './config.ts';
import type { CancelPublishInput } from './publish/cancel.ts';
import { cancelPublish } from './publish/cancel.ts';
import type { QueryCreatorInfoInput } from './publish/creator-info.ts';
import { queryCreatorInfo } from './publish/creator-info.ts';
import type { InitDirectVideoInput } from './publish/direct-video.ts';
import { initDirectVideo } from './publish/direct-video.ts';
import type { InitInboxVideoInput } from './publish/inbox-video.ts';
import { initInboxVideo } from './publish/inbox-video.ts';
import type { InitPhotoPostInput } from './publish/photo-post.ts';
import { initPhotoPost } from './publish/photo-post.ts';
import type { FetchPublishStatusInput } from './publish/status.ts';
import { fetchPublishStatus } from './publish/status.ts';
import type { UploadSettings } from './publish/upload.ts';
import type { ExchangeCodeInput, RefreshTokenInput, RevokeTokenInput } from './token.ts';
import { exchangeCode, refreshToken, revokeToken } from './token.ts';
import type { GetUserInfoInput } from './user.ts';
import { getUserInfo } from './user.ts';
import type { ListVideosInput, QueryVideosInput } from './video.ts';
import { listVideos, queryVideos } from './video.ts';

/** Everything that can be asked of TikTok with one app's credentials; bytes go with `uploadVideo`. */
export type TikTokClient = ReturnType<typeof createTikTokClient>;

/**
 * Binds the calls to one app. The client holds no tokens and keeps no state: every call that needs an access token
 * is given one.
 */
export function createTikTokClient(options: TikTokClientOptions) {
  const config = resolveConfig(options);
  const uploadSettings: UploadSettings = config;
  return {
    authorizeUrl: (input: AuthorizeUrlInput) => authorizeUrl(config, input),
    exchangeCode: (input: ExchangeCodeInput) => exchangeCode(config, input),
    refreshToken: (input: RefreshTokenInput) => refreshToken(config, input),
    revokeToken: (input: RevokeTokenInput) => revokeToken(config, input),
    getUserInfo: (input: GetUserInfoInput) => getUserInfo(config, input),
    queryCreatorInfo: (input: QueryCreatorInfoInput) => queryCreatorInfo(config, input),
    initDirectVideo: (input: InitDirectVideoInput) => initDirectVideo(config, input),
    initInboxVideo: (input: InitInboxVideoInput) => initInboxVideo(config, input),
    initPhotoPost: (input: InitPhotoPostInput) => initPhotoPost(config, input),
    fetchPublishStatus: (input: FetchPublishStatusInput) => fetchPublishStatus(config, input),
    cancelPublish: (input: CancelPublishInput) => cancelPublish(config, input),
    listVideos: (input: ListVideosInput) => listVideos(config, input),
    queryVideos: (input: QueryVideosInput) => queryVideos(config, input),
    /** For `uploadVideo`. */
    uploadSettings,
  };
}
