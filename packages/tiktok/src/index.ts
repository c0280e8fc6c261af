export type { AuthorizeCallback, AuthorizeUrlInput } from './authorize.ts';
export { readAuthorizeCallback } from './authorize.ts';
export type { CallRecord } from './call-record.ts';
export type { TikTokClient } from './client.ts';
export { createTikTokClient } from './client.ts';
export type { TikTokClientOptions } from './config.ts';
export { TIKTOK_API_URL, TIKTOK_AUTHORIZE_URL } from './config.ts';
export type { Endpoint, EndpointName } from './endpoints.ts';
export { ENDPOINTS, endpoint } from './endpoints.ts';
export type { Disposition, ErrorRow, TikTokErrorCode } from './error-codes.ts';
export { errorRow, TIKTOK_ERROR_CODES, toErrorCode } from './error-codes.ts';
export {
  MalformedWebhookError,
  MediaSizeInvalidError,
  MediaTooLargeError,
  TikTokError,
  TikTokLimitError,
  UploadSourceError,
} from './errors.ts';
export type { ImageFacts, MediaProblem, MediaProblemCode, VideoFacts } from './media-rules.ts';
export {
  checkImage,
  checkVideo,
  IMAGE_FORMATS,
  MAX_FRAMES_PER_SECOND,
  MAX_IMAGE_BYTES,
  MAX_IMAGE_LONG_SIDE_PIXELS,
  MAX_IMAGE_SHORT_SIDE_PIXELS,
  MAX_INBOX_VIDEO_SECONDS,
  MAX_VIDEO_SIDE_PIXELS,
  MIN_FRAMES_PER_SECOND,
  MIN_VIDEO_SIDE_PIXELS,
  VIDEO_CODECS,
  VIDEO_CONTAINERS,
} from './media-rules.ts';
export { codeChallengeOf, createCodeVerifier } from './pkce.ts';
export type { ByteSource } from './publish/byte-source.ts';
export { fileByteSource } from './publish/byte-source.ts';
export type { ByteRange, ChunkPlan } from './publish/chunks.ts';
export {
  chunkPlan,
  MAX_CHUNK_BYTES,
  MAX_CHUNK_COUNT,
  MAX_LAST_CHUNK_BYTES,
  MAX_VIDEO_BYTES,
  MIN_CHUNK_BYTES,
  planChunks,
} from './publish/chunks.ts';
export type {
  CreatorInfo,
  PostingCreator,
  PostingRefusalCode,
  PrivacyLevel,
  RefusedCreator,
} from './publish/creator-info.ts';
export { PRIVACY_LEVELS } from './publish/creator-info.ts';
export type { VideoPost } from './publish/direct-video.ts';
export { MAX_PENDING_SHARES } from './publish/inbox-video.ts';
export type { PublishInit, VideoSource } from './publish/init.ts';
export { UPLOAD_URL_LIFETIME_MS } from './publish/init.ts';
export type { DirectPhotoPost, InboxPhotoPost } from './publish/photo-post.ts';
export { MAX_PHOTOS } from './publish/photo-post.ts';
export type { KnownPublishStatus, PublishState, PublishStatus } from './publish/status.ts';
export { failReasonRow, PUBLISH_STATUSES } from './publish/status.ts';
export {
  PHOTO_DESCRIPTION_MAX_UTF16,
  PHOTO_TITLE_MAX_UTF16,
  utf16Length,
  VIDEO_TITLE_MAX_UTF16,
} from './publish/text-limits.ts';
export type { UploadResult, UploadSettings, UploadVideoInput, VideoContentType } from './publish/upload.ts';
export { uploadVideo } from './publish/upload.ts';
export type { RetryPolicy } from './retry.ts';
export type { TikTokScope } from './scopes.ts';
export { TIKTOK_SCOPES } from './scopes.ts';
export type { UserToken } from './token.ts';
export type { UserInfo } from './user.ts';
export type { Video, VideoPage } from './video.ts';
export { MAX_VIDEOS_PER_CALL } from './video.ts';
export type { AuthorizationRemovedReason, WebhookEvent, WebhookEventType } from './webhooks/events.ts';
export { AUTHORIZATION_REMOVED_REASONS, parseWebhookEvent } from './webhooks/events.ts';
export { signWebhook, TIKTOK_SIGNATURE_HEADER } from './webhooks/sign.ts';
export type { VerifyWebhookInput, WebhookCheck, WebhookRefusal } from './webhooks/verify.ts';
export { verifyWebhook } from './webhooks/verify.ts';
