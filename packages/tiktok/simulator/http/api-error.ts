/** HTTP status that carries each code of a data endpoint ("Error Handling" and the endpoint pages, checked 2026-11). */
const HTTP_STATUS = {
  access_token_invalid: 401,
  scope_not_authorized: 401,
  scope_permission_missed: 400,
  invalid_params: 400,
  invalid_param: 400,
  invalid_file_upload: 400,
  rate_limit_exceeded: 429,
  internal_error: 500,
  spam_risk_too_many_posts: 403,
  spam_risk_user_banned_from_posting: 403,
  spam_risk_too_many_pending_share: 403,
  reached_active_user_cap: 403,
  unaudited_client_can_only_post_to_private_accounts: 403,
  url_ownership_unverified: 403,
  privacy_level_option_mismatch: 403,
  app_version_check_failed: 400,
  invalid_publish_id: 400,
  token_not_authorized_for_specified_publish_id: 400,
  publish_not_cancellable: 400,
} as const;

export type ApiErrorCode = keyof typeof HTTP_STATUS;

export const API_ERROR_CODES = Object.keys(HTTP_STATUS) as ApiErrorCode[];

/** The status of a code, which a fault may have invented. */
export function httpStatusOf(code: string): number {
  return (HTTP_STATUS as Record<string, number>)[code] ?? 400;
}

/** A data endpoint refuses: `error.code` in the envelope. */
export class ApiError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  /** Still sent beside the error; only creator info does so. */
  readonly data: object | undefined;

  constructor(code: ApiErrorCode, message: string, options: { httpStatus?: number; data?: object } = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.httpStatus = options.httpStatus ?? httpStatusOf(code);
    this.data = options.data;
  }
}

export const OAUTH_ERROR_CODES = [
  'access_denied',
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'server_error',
  'temporarily_unavailable',
] as const;
export type OAuthErrorCode = (typeof OAUTH_ERROR_CODES)[number];

/** An OAuth endpoint refuses: a flat `error` and `error_description`. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
  }
}
