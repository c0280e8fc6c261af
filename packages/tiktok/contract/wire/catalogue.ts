import type { FaultPoint } from '../../simulator/index.ts';
import type { Disposition } from '../../src/index.ts';

/** One code of an answer: where it occurs, under which status, and what it asks for. */
export type CodeRow = {
  code: string;
  httpStatus: number;
  points: readonly FaultPoint[];
  /** Two where the pages leave it open. */
  dispositions: readonly Disposition[];
};

const INITS = ['video.init', 'inbox.video.init', 'content.init'] as const;
const DIRECT = ['video.init', 'content.init'] as const;
const BY_ID = ['status.fetch', 'cancel'] as const;
const DISPLAY = ['user.info', 'video.list', 'video.query'] as const;
const DATA = [...DISPLAY, 'creator_info.query', ...INITS, ...BY_ID] as const;

/** Codes of the data endpoints, from the error tables of their pages. */
export const DATA_CODES: readonly CodeRow[] = [
  { code: 'access_token_invalid', httpStatus: 401, points: DATA, dispositions: ['REFRESH'] },
  { code: 'scope_not_authorized', httpStatus: 401, points: DATA, dispositions: ['RECONNECT', 'OPERATOR'] },
  {
    code: 'scope_permission_missed',
    httpStatus: 400,
    points: DISPLAY,
    dispositions: ['OPERATOR', 'RECONNECT'],
  },
  { code: 'invalid_params', httpStatus: 400, points: DATA, dispositions: ['OPERATOR'] },
  { code: 'invalid_param', httpStatus: 400, points: INITS, dispositions: ['OPERATOR'] },
  { code: 'invalid_file_upload', httpStatus: 400, points: INITS, dispositions: ['CONTENT'] },
  { code: 'rate_limit_exceeded', httpStatus: 429, points: DATA, dispositions: ['RETRY'] },
  { code: 'internal_error', httpStatus: 500, points: DATA, dispositions: ['RETRY'] },
  { code: 'spam_risk_too_many_posts', httpStatus: 403, points: DIRECT, dispositions: ['WAIT'] },
  { code: 'spam_risk_user_banned_from_posting', httpStatus: 403, points: INITS, dispositions: ['STOP'] },
  {
    code: 'spam_risk_too_many_pending_share',
    httpStatus: 403,
    points: ['inbox.video.init', 'content.init'],
    dispositions: ['WAIT'],
  },
  { code: 'reached_active_user_cap', httpStatus: 403, points: DIRECT, dispositions: ['WAIT', 'OPERATOR'] },
  {
    code: 'unaudited_client_can_only_post_to_private_accounts',
    httpStatus: 403,
    points: DIRECT,
    dispositions: ['OPERATOR'],
  },
  {
    code: 'url_ownership_unverified',
    httpStatus: 403,
    points: [...INITS, 'cancel'],
    dispositions: ['OPERATOR'],
  },
  { code: 'privacy_level_option_mismatch', httpStatus: 403, points: DIRECT, dispositions: ['CONTENT'] },
  { code: 'app_version_check_failed', httpStatus: 400, points: ['content.init'], dispositions: ['CONTENT'] },
  { code: 'invalid_publish_id', httpStatus: 400, points: BY_ID, dispositions: ['STOP'] },
  {
    code: 'token_not_authorized_for_specified_publish_id',
    httpStatus: 400,
    points: BY_ID,
    dispositions: ['OPERATOR'],
  },
  { code: 'publish_not_cancellable', httpStatus: 400, points: ['cancel'], dispositions: ['STOP'] },
];

/** Codes of the token endpoint, which may all come under HTTP 200. */
export const OAUTH_CODES: readonly { code: string; disposition: Disposition; mayHaveHadEffect: boolean }[] = [
  { code: 'access_denied', disposition: 'RECONNECT', mayHaveHadEffect: false },
  { code: 'invalid_client', disposition: 'OPERATOR', mayHaveHadEffect: false },
  { code: 'invalid_grant', disposition: 'RECONNECT', mayHaveHadEffect: false },
  { code: 'invalid_request', disposition: 'OPERATOR', mayHaveHadEffect: false },
  { code: 'invalid_scope', disposition: 'OPERATOR', mayHaveHadEffect: false },
  { code: 'unauthorized_client', disposition: 'OPERATOR', mayHaveHadEffect: false },
  { code: 'unsupported_grant_type', disposition: 'OPERATOR', mayHaveHadEffect: false },
  { code: 'unsupported_response_type', disposition: 'OPERATOR', mayHaveHadEffect: false },
  { code: 'server_error', disposition: 'RETRY', mayHaveHadEffect: true },
  { code: 'temporarily_unavailable', disposition: 'RETRY', mayHaveHadEffect: true },
];

/** Fail reasons of a publish ("Get Post Status"), and what they ask for. */
export const FAIL_REASONS: readonly (readonly [string, Disposition])[] = [
  ['file_format_check_failed', 'CONTENT'],
  ['duration_check_failed', 'CONTENT'],
  ['frame_rate_check_failed', 'CONTENT'],
  ['picture_size_check_failed', 'CONTENT'],
  ['internal', 'RETRY'],
  ['video_pull_failed', 'RETRY'],
  ['photo_pull_failed', 'RETRY'],
  ['publish_cancelled', 'STOP'],
  ['auth_removed', 'RECONNECT'],
  ['spam_risk_too_many_posts', 'WAIT'],
  ['spam_risk_user_banned_from_posting', 'STOP'],
  ['spam_risk_text', 'CONTENT'],
  ['spam_risk', 'STOP'],
  ['a_reason_of_tomorrow', 'STOP'],
];
