import { describe, expect, it } from 'vitest';
import { ENDPOINTS, type EndpointName } from './endpoints.ts';
import {
  type Disposition,
  errorRow,
  TIKTOK_ERROR_CODES,
  type TikTokErrorCode,
  toErrorCode,
} from './error-codes.ts';
import { TikTokError } from './errors.ts';

/** Decided here a second time, by hand: a code without a line does not compile. */
const DISPOSITIONS: Record<TikTokErrorCode, Disposition> = {
  access_token_invalid: 'REFRESH',
  scope_not_authorized: 'RECONNECT',
  scope_permission_missed: 'RECONNECT',
  invalid_params: 'OPERATOR',
  invalid_file_upload: 'CONTENT',
  rate_limit_exceeded: 'RETRY',
  internal_error: 'RETRY',
  spam_risk_too_many_posts: 'WAIT',
  spam_risk_user_banned_from_posting: 'STOP',
  spam_risk_too_many_pending_share: 'WAIT',
  reached_active_user_cap: 'WAIT',
  unaudited_client_can_only_post_to_private_accounts: 'OPERATOR',
  url_ownership_unverified: 'OPERATOR',
  privacy_level_option_mismatch: 'CONTENT',
  app_version_check_failed: 'CONTENT',
  invalid_publish_id: 'STOP',
  token_not_authorized_for_specified_publish_id: 'OPERATOR',
  publish_not_cancellable: 'STOP',
  file_format_check_failed: 'CONTENT',
  duration_check_failed: 'CONTENT',
  frame_rate_check_failed: 'CONTENT',
  picture_size_check_failed: 'CONTENT',
  video_pull_failed: 'RETRY',
  photo_pull_failed: 'RETRY',
  internal: 'RETRY',
  publish_cancelled: 'STOP',
  auth_removed: 'RECONNECT',
  spam_risk_text: 'CONTENT',
  spam_risk: 'STOP',
  access_denied: 'RECONNECT',
  non_sandbox_target: 'OPERATOR',
  invalid_grant: 'RECONNECT',
  invalid_client: 'OPERATOR',
  unauthorized_client: 'OPERATOR',
  invalid_scope: 'OPERATOR',
  invalid_request: 'OPERATOR',
  unsupported_grant_type: 'OPERATOR',
  unsupported_response_type: 'OPERATOR',
  server_error: 'RETRY',
  temporarily_unavailable: 'RETRY',
  network_error: 'RETRY',
  timeout: 'RETRY',
  upload_rejected: 'OPERATOR',
  upload_url_expired: 'RETRY',
  upload_task_not_found: 'RETRY',
  upload_range_mismatch: 'RETRY',
  upload_gateway_error: 'RETRY',
  upload_host_refused: 'OPERATOR',
  gateway_error: 'RETRY',
  malformed_answer: 'STOP',
  unknown_code: 'STOP',
};

describe('the table of error codes', () => {
  it.each([...Object.entries(DISPOSITIONS), ['invalid_param', 'OPERATOR'], ['a_code_of_next_year', 'STOP']])(
    'has %s as %s',
    (code, disposition) => {
      expect(errorRow(code).disposition).toBe(disposition);
    },
  );

  it.each(TIKTOK_ERROR_CODES)('says about %s what happened and what to do, in sentences', (code) => {
    const { sentence, nextStep } = errorRow(code);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(nextStep).toMatch(/^[A-Z].*\.$/);
  });

  it('shows a code it does not know, but nothing that such a code could smuggle in', () => {
    expect(errorRow('new_code').sentence).toBe('TikTok declined the request (new_code).');
    expect(errorRow('<script>\n').sentence).toBe('TikTok declined the request (?script??).');
  });

  it.each(['constructor', '__proto__', 'toString', ''])('does not take %j for a code', (code) => {
    expect(toErrorCode(code)).toBe('unknown_code');
  });
});

describe('TikTokError', () => {
  const INITS: EndpointName[] = ['video.init', 'inbox.video.init', 'content.init'];

  it.each(INITS)('says that a lost answer to %s may have had an effect', (endpoint) => {
    for (const code of ['network_error', 'timeout', 'gateway_error', 'malformed_answer']) {
      expect(new TikTokError({ endpoint, code }).mayHaveHadEffect).toBe(true);
    }
    expect(new TikTokError({ endpoint, code: 'internal_error', httpStatus: 500 }).mayHaveHadEffect).toBe(
      true,
    );
    expect(new TikTokError({ endpoint, code: 'new_code', httpStatus: 200 }).mayHaveHadEffect).toBe(true);
  });

  it.each(INITS)('says that a refused %s had none', (endpoint) => {
    for (const [code, httpStatus] of [
      ['rate_limit_exceeded', 429],
      ['new_code', 400],
      ['spam_risk_too_many_posts', 403],
    ] as const) {
      expect(new TikTokError({ endpoint, code, httpStatus }).mayHaveHadEffect).toBe(false);
    }
  });

  it('says that reading never has an effect', () => {
    const reads = Object.entries(ENDPOINTS).filter(([, { changesState }]) => !changesState);
    for (const [name] of reads) {
      const error = new TikTokError({ endpoint: name as EndpointName, code: 'network_error' });
      expect(error.mayHaveHadEffect).toBe(false);
    }
    expect(reads.map(([name]) => name)).toEqual([
      'user.info',
      'video.list',
      'video.query',
      'creator_info.query',
      'status.fetch',
    ]);
  });

  it('does not send people to try again what may be done already', () => {
    const lost = new TikTokError({ endpoint: 'content.init', code: 'timeout' });
    expect(lost.nextStep).toBe('Look in TikTok before trying again: it may have gone through.');
    const refused = new TikTokError({
      endpoint: 'content.init',
      code: 'rate_limit_exceeded',
      httpStatus: 429,
    });
    expect(refused.nextStep).toBe('Wait until the one-minute window has passed.');
  });

  it('names endpoint, code, status and log id in its message', () => {
    const error = new TikTokError({
      endpoint: 'status.fetch',
      code: 'invalid_publish_id',
      httpStatus: 400,
      logId: '2026X',
      detail: 'raw',
    });
    expect(error.message).toBe('TikTok status.fetch failed with invalid_publish_id (HTTP 400, log_id 2026X)');
    expect(error.operatorDetail).toBe('raw');
  });
});
