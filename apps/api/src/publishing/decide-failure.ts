import type { AttemptStep } from '@airdate/db';
import { explainFailure } from '../explain-failure.ts';
import type { Delivery } from './deliveries/delivery.ts';

/** What is known of a failure when it is decided about. */
export type FailureFacts = {
  /** A code of TikTok's or ours. */
  code: string;
  /** Whether TikTok may have done what the failed call asked for. */
  mayHaveHadEffect: boolean;
  publishesAt: Delivery['publishesAt'];
  /** How far the live attempt got; null without one. */
  step: AttemptStep | null;
  /** Attempts since the post was last taken up. */
  attempts: number;
  /** Failures in a row that cost no attempt. */
  postponements: number;
  /** Whether TikTok took no bytes in an upload that was begun by another worker, or by this one before a pause. */
  isUploadBlocked: boolean;
};

/**
 * - `AWAIT_VERDICT` it may be out, and TikTok can be asked: only the status counts from here
 * - `LEAVE_UNCONFIRMED` it may be out, and TikTok cannot be asked
 * - `BEGIN_AGAIN` nothing is out and this attempt is of no use: another one, at once
 * - `ABANDON` nothing is out and this attempt is of no use: another one after a pause
 * - `POSTPONE` go on from here after a pause
 * - `HOLD_FOR_CAP` set aside until the window of a cap has passed
 * - `HOLD` set aside until a person acts
 * - `FAIL` give up
 */
export type FailureDecision =
  | 'AWAIT_VERDICT'
  | 'LEAVE_UNCONFIRMED'
  | 'BEGIN_AGAIN'
  | 'ABANDON'
  | 'POSTPONE'
  | 'HOLD_FOR_CAP'
  | 'HOLD'
  | 'FAIL';

/** Attempts in a row before the post fails. */
export const MAX_ATTEMPTS = 8;
/** Failures in a row that cost no attempt, for example while TikTok is down, before the post fails. */
export const MAX_POSTPONEMENTS = 30;

/** The upload URL is void, so nobody can complete this attempt any more. */
const DEAD_UPLOAD_CODES: ReadonlySet<string> = new Set(['upload_url_expired', 'upload_task_not_found']);

/**
 * Decides what a failure before the verdict means. What matters is whether the live attempt may have published: until
 * then another attempt is safe, after it only the status is asked.
 */
export function decideFailure(facts: FailureFacts): FailureDecision {
  const { code, step } = facts;
  const { disposition } = explainFailure(code);
  const isDead = DEAD_UPLOAD_CODES.has(code);

  if (mayBePublished(facts)) {
    if (step === 'INIT_REQUESTED') return 'LEAVE_UNCONFIRMED';
    return disposition === 'RETRY' && !isDead ? 'POSTPONE' : 'AWAIT_VERDICT';
  }
  if (step === 'UPLOADING' && (isDead || isBlocked(facts))) return 'BEGIN_AGAIN';
  switch (disposition) {
    case 'RETRY':
      if (facts.attempts >= MAX_ATTEMPTS || facts.postponements >= MAX_POSTPONEMENTS) return 'FAIL';
      return step === 'INIT_REQUESTED' ? 'ABANDON' : 'POSTPONE';
    case 'WAIT':
      return 'HOLD_FOR_CAP';
    case 'REFRESH':
    case 'RECONNECT':
    case 'CONTENT':
      return 'HOLD';
    case 'OPERATOR':
    case 'STOP':
      return 'FAIL';
  }
}

/**
 * TikTok takes one chunk of an upload at a time. Whoever began it may be stopped in the middle of one, with the connection
 * still open; another upload is then quicker than that connection's end, and the first can never become whole.
 */
function isBlocked({ isUploadBlocked, attempts }: FailureFacts): boolean {
  return isUploadBlocked && attempts < MAX_ATTEMPTS;
}

function mayBePublished({ publishesAt, step, mayHaveHadEffect }: FailureFacts): boolean {
  switch (step) {
    case null:
      return false;
    case 'INIT_REQUESTED':
      return publishesAt === 'init' && mayHaveHadEffect;
    case 'UPLOADING':
      return publishesAt === 'init';
    case 'UPLOAD_FINISHING':
    case 'UPLOADED':
    case 'SETTLED':
      return true;
  }
}
