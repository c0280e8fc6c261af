/**
 * What a failure asks for:
 *
 * - `RETRY` the same call may succeed after a pause
 * - `REFRESH` refresh the access token and repeat once; if that fails too, `RECONNECT`
 * - `RECONNECT` the person who owns the account must grant access again
 * - `CONTENT` the person who wrote the post must change it
 * - `OPERATOR` whoever runs the app must change its configuration or code
 * - `WAIT` a cap is used up; repeat after its window, not in a loop
 * - `STOP` repeating cannot help
 */
export type Disposition = 'RETRY' | 'REFRESH' | 'RECONNECT' | 'CONTENT' | 'OPERATOR' | 'WAIT' | 'STOP';

export type ErrorRow = {
  readonly disposition: Disposition;
  /** Whether a call that ends with this code may still have been carried out. */
  readonly mayHaveHadEffect: boolean;
  /**
   * When it is worth asking again: after the window of the ceiling behind the code, or sooner where the creator can make
   * room in the meantime. TikTok names no instant.
   */
  readonly retryAfterMs?: number;
  /** For the person who uses the product. Never TikTok's own text. */
  readonly sentence: string;
  /** The one thing to do next. */
  readonly nextStep: string;
  /** The TikTok page that names the code (checked 2026-11); `null` for codes of this client. */
  readonly page: string | null;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Every code of every answer, callback, fail reason and upload status, and those this client adds. */
const ROWS = {
  // Answers of the data endpoints
  access_token_invalid: {
    disposition: 'REFRESH',
    mayHaveHadEffect: false,
    sentence: 'Your TikTok connection has expired. Please connect your account again.',
    nextStep: 'Refresh the access token and repeat once; if that fails, reconnect the account.',
    page: 'Error Handling (v2)',
  },
  scope_not_authorized: {
    disposition: 'RECONNECT',
    mayHaveHadEffect: false,
    sentence: 'TikTok needs an extra permission. Reconnect and allow all requested items.',
    nextStep: 'Reconnect the account and allow every permission; if it repeats, check the scopes of the app.',
    page: 'Error Handling (v2)',
  },
  scope_permission_missed: {
    disposition: 'RECONNECT',
    mayHaveHadEffect: false,
    sentence: 'Some TikTok data needs an extra permission. Please reconnect.',
    nextStep: 'Reconnect the account, or ask only for fields that the granted scopes cover.',
    page: 'Error Handling (v2)',
  },
  invalid_params: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'TikTok rejected the post settings. Check the caption length and options.',
    nextStep: 'Check the caption and the options of the post; if they are fine, report the log id.',
    page: 'Error Handling (v2)',
  },
  invalid_file_upload: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: "This file does not meet TikTok's requirements.",
    nextStep: 'Replace the file with one that meets the requirements.',
    page: 'Error Handling (v2)',
  },
  rate_limit_exceeded: {
    disposition: 'RETRY',
    mayHaveHadEffect: false,
    retryAfterMs: MINUTE_MS,
    sentence: 'TikTok is busy. We will try again in a minute.',
    nextStep: 'Wait until the one-minute window has passed.',
    page: 'Rate Limits',
  },
  internal_error: {
    disposition: 'RETRY',
    mayHaveHadEffect: true,
    sentence: 'TikTok had a problem. We will try again shortly.',
    nextStep: 'Try again shortly.',
    page: 'Error Handling (v2)',
  },

  // Posting
  spam_risk_too_many_posts: {
    disposition: 'WAIT',
    mayHaveHadEffect: false,
    retryAfterMs: DAY_MS,
    sentence:
      "This account has reached TikTok's daily limit for posts from apps. Try again tomorrow or post in TikTok.",
    nextStep: 'Wait up to 24 hours, or post in the TikTok app.',
    page: 'Direct Post',
  },
  spam_risk_user_banned_from_posting: {
    disposition: 'STOP',
    mayHaveHadEffect: false,
    sentence: 'TikTok does not allow this account to post right now. Check its status in TikTok.',
    nextStep: 'Check the status of the account in the TikTok app.',
    page: 'Direct Post',
  },
  spam_risk_too_many_pending_share: {
    disposition: 'WAIT',
    mayHaveHadEffect: false,
    retryAfterMs: HOUR_MS,
    sentence: 'You have several drafts waiting in your TikTok inbox. Publish or discard some, then retry.',
    nextStep: 'Publish or discard drafts in the TikTok inbox, then retry.',
    page: 'Upload',
  },
  reached_active_user_cap: {
    disposition: 'WAIT',
    mayHaveHadEffect: false,
    retryAfterMs: DAY_MS,
    sentence: 'Our TikTok quota for today is used up. Your post will be tried tomorrow.',
    nextStep: 'Wait up to 24 hours; the operator can ask TikTok for a larger quota.',
    page: 'Direct Post',
  },
  unaudited_client_can_only_post_to_private_accounts: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'While our app awaits TikTok approval, posting works only to private accounts.',
    nextStep: 'Set the TikTok account to private, or have the app audited.',
    page: 'Content Sharing Guidelines',
  },
  url_ownership_unverified: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'We could not hand your media to TikTok. Our team has been told.',
    nextStep: 'Verify the domain or URL prefix of the media in the TikTok developer portal.',
    page: 'Media Transfer Guide',
  },
  privacy_level_option_mismatch: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: 'Your audience options changed on TikTok. Please choose again.',
    nextStep: 'Choose who may see the post again.',
    page: 'Direct Post',
  },
  app_version_check_failed: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: 'Update the TikTok app on your phone, then try again.',
    nextStep: 'Update the TikTok app to version 31.8 or newer.',
    page: 'Photo',
  },
  invalid_publish_id: {
    disposition: 'STOP',
    mayHaveHadEffect: false,
    sentence: 'We lost track of this post. Please check TikTok.',
    nextStep: 'Look in the TikTok app whether the post is there.',
    page: 'Get Post Status',
  },
  token_not_authorized_for_specified_publish_id: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'We lost track of this post. Please check TikTok.',
    nextStep: 'Ask with the account and the app that created the post.',
    page: 'Get Post Status',
  },
  publish_not_cancellable: {
    disposition: 'STOP',
    mayHaveHadEffect: false,
    sentence: 'This post can no longer be cancelled.',
    nextStep: 'Delete the post in the TikTok app if it should not stay.',
    page: 'Media Transfer Guide',
  },

  // Fail reasons of a publish that was accepted
  file_format_check_failed: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: 'Unsupported format. Use MP4 (H.264), or JPEG/WebP for photos.',
    nextStep: 'Convert the media and publish again.',
    page: 'Get Post Status',
  },
  duration_check_failed: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: 'The video length is not allowed for this account.',
    nextStep: 'Shorten or lengthen the video and publish again.',
    page: 'Get Post Status',
  },
  frame_rate_check_failed: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: 'The frame rate must be between 23 and 60 fps.',
    nextStep: 'Re-encode the video at 23 to 60 frames per second.',
    page: 'Get Post Status',
  },
  picture_size_check_failed: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: 'The picture size is not accepted. Video sides must be 360–4096 px; photos at most 1080p.',
    nextStep: 'Resize the media and publish again.',
    page: 'Get Post Status',
  },
  video_pull_failed: {
    disposition: 'RETRY',
    mayHaveHadEffect: false,
    sentence: 'TikTok could not fetch your media. We will try again.',
    nextStep: 'Check that the media URL is reachable for an hour, then publish again.',
    page: 'Get Post Status',
  },
  photo_pull_failed: {
    disposition: 'RETRY',
    mayHaveHadEffect: false,
    sentence: 'TikTok could not fetch your media. We will try again.',
    nextStep: 'Check that the media URLs are reachable for an hour, then publish again.',
    page: 'Get Post Status',
  },
  internal: {
    disposition: 'RETRY',
    mayHaveHadEffect: false,
    sentence: 'TikTok had a problem while processing. We will try again.',
    nextStep: 'Publish again.',
    page: 'Get Post Status',
  },
  publish_cancelled: {
    disposition: 'STOP',
    mayHaveHadEffect: false,
    sentence: 'This post was cancelled.',
    nextStep: 'Nothing; publish again if it was cancelled by mistake.',
    page: 'Get Post Status',
  },
  auth_removed: {
    disposition: 'RECONNECT',
    mayHaveHadEffect: false,
    sentence: 'TikTok access was removed. Reconnect to post.',
    nextStep: 'Reconnect the account and publish again.',
    page: 'Get Post Status',
  },
  spam_risk_text: {
    disposition: 'CONTENT',
    mayHaveHadEffect: false,
    sentence: 'TikTok rejected the caption. Please reword it.',
    nextStep: 'Reword the caption and publish again.',
    page: 'Get Post Status',
  },
  spam_risk: {
    disposition: 'STOP',
    mayHaveHadEffect: false,
    sentence: 'TikTok declined this post. Please do not resend it.',
    nextStep: 'Do not send this post again.',
    page: 'Get Post Status',
  },

  // Upload of bytes: TikTok answers with a status and no code, so the names are ours
  upload_rejected: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'Upload failed. Our team has been told.',
    nextStep: 'Report the failure: TikTok refused the headers or the length of a chunk.',
    page: 'Media Transfer Guide',
  },
  upload_url_expired: {
    disposition: 'RETRY',
    mayHaveHadEffect: false,
    sentence: 'The upload took too long. Starting again.',
    nextStep: 'Start again with a new upload.',
    page: 'Media Transfer Guide',
  },
  upload_task_not_found: {
    disposition: 'RETRY',
    mayHaveHadEffect: false,
    sentence: 'The upload took too long. Starting again.',
    nextStep: 'Start again with a new upload.',
    page: 'Media Transfer Guide',
  },
  upload_range_mismatch: {
    disposition: 'RETRY',
    mayHaveHadEffect: false,
    sentence: 'The upload lost its place. Starting again.',
    nextStep: 'Start again with a new upload.',
    page: 'Media Transfer Guide',
  },
  upload_gateway_error: {
    disposition: 'RETRY',
    mayHaveHadEffect: true,
    sentence: 'TikTok had a problem. We will try again shortly.',
    nextStep: 'Send the same chunk again.',
    page: 'Media Transfer Guide',
  },
  upload_host_refused: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'Upload failed. Our team has been told.',
    nextStep: 'Allow the upload host in the configuration only if it belongs to TikTok.',
    page: null,
  },

  // Authorization and tokens
  access_denied: {
    disposition: 'RECONNECT',
    mayHaveHadEffect: false,
    sentence: 'TikTok was not connected because permission was declined.',
    nextStep: 'Connect again and allow the permissions.',
    page: 'Error Handling (OAuth)',
  },
  non_sandbox_target: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'This TikTok account is not on the test list yet.',
    nextStep: 'Add the account as a target user of the TikTok sandbox.',
    page: 'Add a Sandbox',
  },
  invalid_grant: {
    disposition: 'RECONNECT',
    mayHaveHadEffect: false,
    sentence: 'Please connect your TikTok account again.',
    nextStep: 'Connect the account again.',
    page: 'Error Handling (OAuth)',
  },
  invalid_client: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'TikTok sign-in is unavailable at the moment.',
    nextStep: 'Check the client key and the client secret.',
    page: 'Error Handling (OAuth)',
  },
  unauthorized_client: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'TikTok sign-in is unavailable at the moment.',
    nextStep: 'Check in the developer portal what the app may do.',
    page: 'Error Handling (OAuth)',
  },
  invalid_scope: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'TikTok sign-in is unavailable at the moment.',
    nextStep: 'Ask only for scopes that are enabled for the app.',
    page: 'Error Handling (OAuth)',
  },
  invalid_request: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'TikTok sign-in is unavailable at the moment.',
    nextStep: 'Check the redirect URI and the app credentials.',
    page: 'Error Handling (OAuth)',
  },
  unsupported_grant_type: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'TikTok sign-in is unavailable at the moment.',
    nextStep: 'Report the failure: the grant type of the token request is wrong.',
    page: 'Error Handling (OAuth)',
  },
  unsupported_response_type: {
    disposition: 'OPERATOR',
    mayHaveHadEffect: false,
    sentence: 'TikTok sign-in is unavailable at the moment.',
    nextStep: 'Report the failure: the response type of the authorize URL is wrong.',
    page: 'Error Handling (OAuth)',
  },
  server_error: {
    disposition: 'RETRY',
    mayHaveHadEffect: true,
    sentence: 'TikTok sign-in is busy. Please try again.',
    nextStep: 'Try again shortly.',
    page: 'Error Handling (OAuth)',
  },
  temporarily_unavailable: {
    disposition: 'RETRY',
    mayHaveHadEffect: true,
    sentence: 'TikTok sign-in is busy. Please try again.',
    nextStep: 'Try again shortly.',
    page: 'Error Handling (OAuth)',
  },

  // This client's own
  network_error: {
    disposition: 'RETRY',
    mayHaveHadEffect: true,
    sentence: 'TikTok could not be reached. We will try again shortly.',
    nextStep: 'Try again shortly.',
    page: null,
  },
  timeout: {
    disposition: 'RETRY',
    mayHaveHadEffect: true,
    sentence: 'TikTok took too long to answer. We will try again shortly.',
    nextStep: 'Try again shortly.',
    page: null,
  },
  gateway_error: {
    disposition: 'RETRY',
    mayHaveHadEffect: true,
    sentence: 'TikTok had a problem. We will try again shortly.',
    nextStep: 'Try again shortly.',
    page: null,
  },
  malformed_answer: {
    disposition: 'STOP',
    mayHaveHadEffect: true,
    sentence: 'TikTok gave an answer that we do not understand. Our team has been told.',
    nextStep: 'Report the failure with its log id.',
    page: null,
  },
  unknown_code: {
    disposition: 'STOP',
    mayHaveHadEffect: true,
    sentence: 'TikTok declined the request.',
    nextStep: 'Report the failure with its code and log id.',
    page: null,
  },
} as const satisfies Record<string, ErrorRow>;

/**
 * A closed list. Index a `Record<TikTokErrorCode, …>` with it, or switch over it, and a code that is not
 * decided there does not compile.
 */
export type TikTokErrorCode = keyof typeof ROWS;

export const TIKTOK_ERROR_CODES = Object.keys(ROWS) as readonly TikTokErrorCode[];

/** The posting reference prints `invalid_param`, the wire says `invalid_params`. */
const ALIASES: Readonly<Record<string, TikTokErrorCode>> = { invalid_param: 'invalid_params' };

/** The row's name for a code from the wire; `unknown_code` for one that is not in the table. */
export function toErrorCode(rawCode: string): TikTokErrorCode {
  if (Object.hasOwn(ROWS, rawCode)) return rawCode as TikTokErrorCode;
  return Object.hasOwn(ALIASES, rawCode) ? (ALIASES[rawCode] as TikTokErrorCode) : 'unknown_code';
}

/**
 * What is known about a code of an answer, a fail reason or a webhook's reason.
 *
 * @returns the row; for a code that TikTok does not document, the `STOP` row with the code in its sentence
 */
export function errorRow(code: string): ErrorRow {
  const known = toErrorCode(code);
  const row: ErrorRow = ROWS[known];
  if (known !== 'unknown_code' || code === 'unknown_code') return row;
  return { ...row, sentence: `TikTok declined the request (${printable(code)}).` };
}

/** An unknown code comes from outside and ends up on a screen. */
function printable(code: string): string {
  return code.replaceAll(/[^\w.-]/g, '?').slice(0, 64);
}
