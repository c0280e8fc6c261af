import type { EndpointName } from './endpoints.ts';
import { endpoint } from './endpoints.ts';
import type { Disposition, TikTokErrorCode } from './error-codes.ts';
import { errorRow, toErrorCode } from './error-codes.ts';

const UNCERTAIN_NEXT_STEP = 'Look in TikTok before trying again: it may have gone through.';

/** What is known when a call fails. */
export type FailureFacts = {
  endpoint: EndpointName;
  /** TikTok's code, or one of this client's. */
  code: string;
  httpStatus?: number | null;
  logId?: string | null;
  /** For operators; must already be free of secrets. */
  detail?: string | null;
  /** Overrides what the table and the endpoint say, when more is known. */
  mayHaveHadEffect?: boolean;
  retryAfterMs?: number;
  cause?: unknown;
};

/**
 * TikTok refused, failed or could not be reached. Decide on `disposition` and `mayHaveHadEffect`; show `sentence`
 * and `nextStep`; log the rest. Nothing in it is secret.
 */
export class TikTokError extends Error {
  override readonly name = 'TikTokError';
  /** From the closed list; `unknown_code` when TikTok's is not in it. */
  readonly code: TikTokErrorCode;
  /** The code as it was on the wire. */
  readonly rawCode: string;
  readonly disposition: Disposition;
  /** `null` when no answer arrived. */
  readonly httpStatus: number | null;
  /** What TikTok's support asks for; `null` when no answer carried one. */
  readonly logId: string | null;
  readonly endpoint: EndpointName;
  /** Whether TikTok may have done what was asked. While true, repeating the call may do it twice. */
  readonly mayHaveHadEffect: boolean;
  /** How long to wait at least (a rate limit) or at most (a daily cap) before repeating. */
  readonly retryAfterMs?: number;
  readonly sentence: string;
  readonly nextStep: string;
  /** TikTok's own message with secrets removed; for operators, never for people. */
  readonly operatorDetail: string | null;

  constructor(facts: FailureFacts) {
    const row = errorRow(facts.code);
    const httpStatus = facts.httpStatus ?? null;
    const logId = facts.logId ?? null;
    super(describe(facts.endpoint, facts.code, httpStatus, logId), { cause: facts.cause });
    this.code = toErrorCode(facts.code);
    this.rawCode = facts.code;
    this.disposition = row.disposition;
    this.httpStatus = httpStatus;
    this.logId = logId;
    this.endpoint = facts.endpoint;
    this.mayHaveHadEffect =
      facts.mayHaveHadEffect ?? mayHaveHadEffect(facts.endpoint, facts.code, httpStatus);
    this.retryAfterMs = facts.retryAfterMs ?? row.retryAfterMs;
    this.sentence = row.sentence;
    const isUncertain = this.mayHaveHadEffect && endpoint(facts.endpoint).scopes.length > 0;
    this.nextStep = isUncertain ? UNCERTAIN_NEXT_STEP : row.nextStep;
    this.operatorDetail = facts.detail ?? null;
  }
}

/** A 4xx says that nothing was done, whatever the code; 408 only says that somebody stopped waiting. */
function mayHaveHadEffect(name: EndpointName, code: string, httpStatus: number | null): boolean {
  if (!endpoint(name).changesState) return false;
  const refused = httpStatus !== null && httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408;
  return !refused && errorRow(code).mayHaveHadEffect;
}

function describe(name: EndpointName, code: string, httpStatus: number | null, logId: string | null): string {
  const status = httpStatus === null ? 'no answer' : `HTTP ${httpStatus}`;
  return `TikTok ${name} failed with ${code} (${status}, log_id ${logId ?? 'none'})`;
}

/** An argument is outside a documented bound; nothing was sent. */
export class TikTokLimitError extends Error {
  override readonly name: string = 'TikTokLimitError';
  readonly code: string = 'limit_exceeded';
  readonly field: string;
  readonly measured: number;
  readonly allowed: { readonly min: number; readonly max: number };

  constructor(field: string, measured: number, allowed: { min: number; max: number }) {
    super(`${field} is ${measured}; TikTok takes ${allowed.min} to ${allowed.max}`);
    this.field = field;
    this.measured = measured;
    this.allowed = allowed;
  }
}

/** The video is larger than TikTok takes. */
export class MediaTooLargeError extends TikTokLimitError {
  override readonly name = 'MediaTooLargeError';
  override readonly code = 'media_too_large';
}

/** The video has no bytes, or its size is not a whole number. */
export class MediaSizeInvalidError extends TikTokLimitError {
  override readonly name = 'MediaSizeInvalidError';
  override readonly code = 'media_size_invalid';
}

/** The storage behind an upload gave fewer or more bytes than the range that was asked of it. */
export class UploadSourceError extends Error {
  override readonly name = 'UploadSourceError';
  readonly code = 'upload_source_mismatch';
  readonly expectedBytes: number;
  readonly receivedBytes: number;

  constructor(expectedBytes: number, receivedBytes: number) {
    super(`the source gave ${receivedBytes} bytes of a range of ${expectedBytes}`);
    this.expectedBytes = expectedBytes;
    this.receivedBytes = receivedBytes;
  }
}

/** A webhook body that is not the documented envelope. */
export class MalformedWebhookError extends Error {
  override readonly name = 'MalformedWebhookError';
  readonly code = 'malformed_webhook';
}
