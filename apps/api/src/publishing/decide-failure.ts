import type { AttemptStep } from '@airdate/db';
import { explainFailure } from '../explain-failure.ts';
import type { Delivery } from './deliveries/delivery.ts';

/** What is known of a failure when it is decided about. */
export type FailureFacts = {
  /** A code of TikTok's or ours. */
  code: string;
  /** Whether TikTok may have done what the failed call asked for. */
  mayHaveHadEffect: boolean;
  /** Whether TikTok refused the last bytes and says that it lacks them. */
  isIncomplete: boolean;
  publishesAt: Delivery['publishesAt'];
  /** How far the live attempt got; null without one. */
  step: AttemptStep | null;
  /** Attempts that TikTok accepted since the post was last taken up. */
  attempts: number;
  /** Whether TikTok took no bytes in an upload that was begun by another worker, or by this one before a pause. */
  isUploadBlocked: boolean;
  /** Whether the post has been kept from going on for longer than it is published late. */
  overdue: boolean;
};

/**
 * - `AWAIT_VERDICT` it may be out, and TikTok can be asked: only the status counts from here
 * - `LEAVE_UNCONFIRMED` it may be out, and TikTok cannot be asked
 * - `BEGIN_AGAIN` nothing is out and this attempt is of no use: another one, at once
 * - `ABANDON` nothing is out and this attempt is of no use: another one after a pause
 * - `POSTPONE` go on from here after a pause
 * - `HOLD_FOR_OUTAGE` set aside until a person acts: it would go out too late by itself
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
  | 'HOLD_FOR_OUTAGE'
  | 'HOLD_FOR_CAP'
  | 'HOLD'
  | 'FAIL';

/**
 * Attempts in a row that TikTok accepted, before the post fails. An init that was refused or lost is none of them: an
 * outage is waited for, however often it is asked.
 */
export const MAX_ATTEMPTS = 8;

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
    return disposition === 'RETRY' && !isDead && !facts.overdue ? 'POSTPONE' : 'AWAIT_VERDICT';
  }
  // TikTok takes one chunk of an upload at a time: while a stopped worker's connection is open, another upload is quicker.
  if (step !== null && step !== 'INIT_REQUESTED' && (isDead || facts.isUploadBlocked))
    return facts.attempts >= MAX_ATTEMPTS ? 'FAIL' : 'BEGIN_AGAIN';
  switch (disposition) {
    case 'RETRY':
      if (facts.overdue) return 'HOLD_FOR_OUTAGE';
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

/** What follows when TikTok has said of an accepted attempt that it published nothing. */
export function decideRefusedPublish({
  code,
  attempts,
  overdue,
}: Pick<FailureFacts, 'code' | 'attempts' | 'overdue'>): 'ABANDON' | 'HOLD_FOR_CAP' | 'HOLD' | 'FAIL' {
  switch (explainFailure(code).disposition) {
    case 'RETRY':
      if (attempts >= MAX_ATTEMPTS) return 'FAIL';
      return overdue ? 'HOLD' : 'ABANDON';
    case 'WAIT':
      return 'HOLD_FOR_CAP';
    case 'REFRESH':
    case 'RECONNECT':
      return 'HOLD';
    case 'CONTENT':
    case 'OPERATOR':
    case 'STOP':
      return 'FAIL';
  }
}

function mayBePublished({ publishesAt, step, mayHaveHadEffect, isIncomplete }: FailureFacts): boolean {
  switch (step) {
    case null:
      return false;
    case 'INIT_REQUESTED':
      return publishesAt === 'init' && mayHaveHadEffect;
    case 'UPLOADING':
      return publishesAt === 'init';
    case 'UPLOAD_FINISHING':
      return !isIncomplete;
    case 'UPLOADED':
    case 'SETTLED':
      return true;
  }
}
