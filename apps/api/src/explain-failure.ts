import {
  type Disposition,
  errorRow,
  TIKTOK_ERROR_CODES,
  type TikTokErrorCode,
  toErrorCode,
} from '@airdate/tiktok';
import { FAILURE_CODES, type FailureCode, type FailureRow } from './failure-codes.ts';

/** Everything that can stand in the way of a post: a code of ours or of TikTok's. */
export type ProblemCode = FailureCode | TikTokErrorCode;

export const PROBLEM_CODES = [
  ...(Object.keys(FAILURE_CODES) as FailureCode[]),
  ...TIKTOK_ERROR_CODES,
] as readonly ProblemCode[];

/** What a failure means, for the engine and for people. */
export type Explanation = {
  /** From the closed lists; `unknown_code` for one that TikTok does not document. */
  code: ProblemCode;
  disposition: Disposition;
  /** Whether the same can succeed later: by itself, after a new consent, or once the operator acted. */
  retryable: boolean;
  /** When it is worth trying again; null where time alone says nothing. */
  retryAfterMs: number | null;
  sentence: string;
  nextStep: string;
};

/**
 * The one reading of a code, ours or TikTok's.
 *
 * @param code as stored or as it was on the wire; one of a newer version reads as an unknown code of TikTok's
 */
export function explainFailure(code: string): Explanation {
  const own = Object.hasOwn(FAILURE_CODES, code) ? (code as FailureCode) : null;
  const row: FailureRow = own ? FAILURE_CODES[own] : errorRow(code);
  return {
    code: own ?? toErrorCode(code),
    disposition: row.disposition,
    retryable: RETRYABLE[row.disposition],
    retryAfterMs: row.retryAfterMs ?? null,
    sentence: row.sentence,
    nextStep: row.nextStep,
  };
}

/** Whether doing the same again can help at all, whoever has to act before. */
const RETRYABLE: Record<Disposition, boolean> = {
  RETRY: true,
  REFRESH: true,
  RECONNECT: true,
  WAIT: true,
  OPERATOR: true,
  CONTENT: false,
  STOP: false,
};

/** When it is worth trying again; null where time alone says nothing. */
export function retryAtAfterFailure(code: string, now: Date): Date | null {
  const { retryAfterMs } = explainFailure(code);
  return retryAfterMs === null ? null : new Date(now.getTime() + retryAfterMs);
}
