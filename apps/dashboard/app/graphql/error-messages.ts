import { describeSeconds } from '../lib/quantity.ts';
import type { EnumValue } from './graphql.ts';

/** The API's own list; one of a newer API is shown with that API's words. */
type ErrorCode = EnumValue<'ErrorCode'>;

/** What a typed error of the API carries, as far as words for people need it. */
export type TypedError = {
  code: ErrorCode;
  message: string;
  nextStep: string | null;
  path: string[];
  retryAt: string | null;
  logId: string | null;
  tiktokCode: string | null;
};

/** Where the dashboard says it better than the API, which knows no form and no list; null where the API's sentence is best. */
const SENTENCES: Record<ErrorCode, string | null> = {
  not_found: 'This does not exist any more.',
  forbidden: null,
  key_scope_missing: null,
  test_key: null,
  invalid_input: null,
  name_required: null,
  caption_too_long: 'The caption is too long: TikTok takes at most 2,200 characters.',
  cover_outside_video: null,
  time_in_past: 'This time is in the past. Choose a later one.',
  time_too_far: 'This time is too far ahead. Choose an earlier one.',
  unknown_time_zone: 'This time zone is not known. Choose one from the list.',
  privacy_level_required: 'Choose who can view this video.',
  privacy_level_not_offered: 'TikTok does not offer this choice to the account any more. Choose again.',
  privacy_level_conflicts_with_branded_content: null,
  interaction_disabled_by_creator: null,
  declaration_required:
    'TikTok’s terms have to be agreed to before a post goes out. Publish again from this page.',
  video_too_long: null,
  media_not_ready: 'The video is still being checked. Try again when it is ready.',
  media_rejected: 'TikTok would refuse this file. Choose another one.',
  media_in_use: 'A post uses this file, so it cannot be deleted.',
  post_changed: 'This post was changed in the meantime, so nothing was done.',
  consent_outdated: null,
  action_not_available: 'The post has moved on, so this is no longer possible.',
  account_needs_reconnect: null,
  account_disconnected: null,
  scope_missing: null,
  slot_repeated: null,
  no_free_slot: null,
  rule_not_readable: null,
  no_occurrence: null,
  series_ended: null,
  too_many_uploads: null,
  too_many_webhook_endpoints: null,
  too_many_connect_links: null,
  webhook_endpoint_disabled: null,
  download_url_not_allowed: null,
  webhook_url_not_allowed: null,
  unknown_event_type: null,
  disk_full: null,
  sign_up_closed: null,
  idempotency_key_reused: null,
  idempotency_in_progress: null,
  idempotency_answer_lost: null,
  risk_not_taken: 'Say that the post may then be on TikTok twice.',
  tiktok_link_invalid: null,
  set_up_token_invalid: null,
  quota_exceeded: null,
  tiktok_refused: null,
  tiktok_unreachable: null,
  database_busy: null,
};

/** One sentence for a typed error. */
export function errorSentence(error: Pick<TypedError, 'code' | 'message'>): string {
  return SENTENCES[error.code] ?? error.message;
}

/** Why signing in, or a change of what somebody signs in with, failed, in words. */
export function authSentence(answer: {
  code: string;
  message: string | null;
  retryAfterSeconds: number | null;
}): string {
  switch (answer.code) {
    case 'INVALID_EMAIL_OR_PASSWORD':
    case 'INVALID_EMAIL':
      return 'The e-mail address or the password is wrong.';
    case 'INVALID_PASSWORD':
      return 'The present password is wrong.';
    case 'INVALID_CODE':
      return 'The code is wrong, or was used already. Wait for the next one.';
    case 'INVALID_BACKUP_CODE':
      return 'This is none of your unused backup codes.';
    case 'INVALID_TWO_FACTOR_COOKIE':
      return 'This took too long. Enter your password again.';
    case 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE':
      return 'Too many wrong codes. Enter your password again.';
    case 'PASSKEY_NOT_FOUND':
      return 'This passkey is not known here. It may have been removed.';
    case 'PASSKEY_CANCELLED':
      return 'The browser was given no passkey. Try again.';
    case 'PASSKEY_ALREADY_HERE':
      return 'There is a passkey for you on this device already.';
    case 'PASSKEY_WRONG_ADDRESS':
      return 'Passkeys work only at Airdate’s usual address, and that must have a host name.';
    case 'PASSKEY_UNSUPPORTED':
      return 'This device cannot make a passkey that is protected by a PIN, a fingerprint or a face.';
    case 'TOO_MANY_REQUESTS':
      return `Too many attempts. Try again in ${describeSeconds(answer.retryAfterSeconds ?? 60)}.`;
    case 'API_UNAVAILABLE':
      return 'The API does not answer at the moment. Try again in a few seconds.';
    default:
      return answer.message ?? 'This did not work. Try again.';
  }
}

/** Why TikTok's consent page led back without an account. */
type ConnectErrorCode =
  | 'access_denied'
  | 'state_invalid'
  | 'state_expired'
  | 'scopes_missing'
  | 'tiktok_unavailable'
  | 'exchange_failed';

const CONNECT_ERRORS: Record<ConnectErrorCode, { sentence: string; nextStep: string }> = {
  access_denied: {
    sentence: 'The connection was refused on TikTok’s page, so no account was connected.',
    nextStep: 'Connect again and choose Authorize when TikTok asks.',
  },
  state_invalid: {
    sentence: 'TikTok’s answer did not belong to a connection that this browser started.',
    nextStep: 'Start again from this page, and finish in the same browser.',
  },
  state_expired: {
    sentence: 'The connection took too long, so its link is no longer valid.',
    nextStep: 'Start again; nothing was changed.',
  },
  scopes_missing: {
    sentence: 'The account did not grant what is needed to read its profile.',
    nextStep: 'Connect again and leave every permission switched on.',
  },
  tiktok_unavailable: {
    sentence: 'TikTok did not answer.',
    nextStep: 'Wait a minute, then connect again.',
  },
  exchange_failed: {
    sentence: 'TikTok did not accept the connection.',
    nextStep:
      'Connect again. If it keeps failing, check the client key, the client secret and the redirect address of your TikTok app.',
  },
};

/** The same for a creator who came by a link, and cannot do what a member of the team could. */
const CONNECT_LINK_ERRORS: Record<string, { sentence: string; nextStep: string }> = {
  access_denied: {
    sentence: 'You did not allow it on TikTok’s page.',
    nextStep: 'If that was a mistake, open the link again.',
  },
  state_invalid: {
    sentence: 'TikTok’s answer did not belong to a link that this browser opened.',
    nextStep:
      'Open the link again, and finish in the same browser. If it was used already, nothing is left to do.',
  },
  state_expired: { sentence: 'It took more than ten minutes.', nextStep: 'Open the link again.' },
  scopes_missing: {
    sentence: 'What you allowed is not enough to post for you.',
    nextStep: 'Open the link again and leave the permissions switched on.',
  },
  tiktok_unavailable: {
    sentence: 'TikTok did not answer.',
    nextStep: 'Wait a minute, then open the link again.',
  },
  link_over: {
    sentence: 'The link was used, has expired or was withdrawn meanwhile.',
    nextStep: 'Ask whoever sent it for another one.',
  },
  forbidden: {
    sentence: 'Whoever made the link may no longer connect accounts.',
    nextStep: 'Ask the team for another one.',
  },
  too_many_attempts: {
    sentence: 'There were too many attempts from this network.',
    nextStep: 'Wait five minutes, then open the link again.',
  },
};

/** Words for a creator; unknown codes get the general ones. */
export function connectLinkError(code: string): { sentence: string; nextStep: string } {
  const known = Object.hasOwn(CONNECT_LINK_ERRORS, code) ? CONNECT_LINK_ERRORS[code] : undefined;
  return (
    known ?? {
      sentence: 'TikTok did not accept the connection.',
      nextStep: 'Open the link again, or tell the team.',
    }
  );
}

/** Words for the code in `?connectError=`; unknown codes get the general ones. */
export function connectError(code: string): { sentence: string; nextStep: string } {
  return CONNECT_ERRORS[code as ConnectErrorCode] ?? CONNECT_ERRORS.exchange_failed;
}
