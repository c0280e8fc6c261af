import type { AttemptStep } from '@airdate/db';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROBLEM_CODES } from '../explain-failure.ts';
import { decideFailure, type FailureDecision, type FailureFacts, MAX_ATTEMPTS } from './decide-failure.ts';

const UPLOAD: FailureFacts = {
  code: 'internal_error',
  mayHaveHadEffect: true,
  isIncomplete: false,
  publishesAt: 'last_byte',
  step: null,
  attempts: 1,
  isUploadBlocked: false,
  overdue: false,
};

describe('while we send the bytes', () => {
  test.each<[string, AttemptStep | null, FailureDecision]>([
    ['network_error', null, 'POSTPONE'],
    ['network_error', 'INIT_REQUESTED', 'ABANDON'],
    ['init_answer_lost', 'INIT_REQUESTED', 'ABANDON'],
    ['network_error', 'UPLOADING', 'POSTPONE'],
    ['upload_url_expired', 'UPLOADING', 'BEGIN_AGAIN'],
    ['upload_task_not_found', 'UPLOADING', 'BEGIN_AGAIN'],
    ['network_error', 'UPLOAD_FINISHING', 'POSTPONE'],
    ['upload_url_expired', 'UPLOAD_FINISHING', 'AWAIT_VERDICT'],
    ['upload_rejected', 'UPLOAD_FINISHING', 'AWAIT_VERDICT'],
    ['spam_risk', 'UPLOAD_FINISHING', 'AWAIT_VERDICT'],
    ['spam_risk_too_many_posts', 'INIT_REQUESTED', 'HOLD_FOR_CAP'],
    ['account_needs_reconnect', 'INIT_REQUESTED', 'HOLD'],
    ['access_token_invalid', 'INIT_REQUESTED', 'HOLD'],
    ['privacy_level_option_mismatch', 'INIT_REQUESTED', 'HOLD'],
    ['invalid_params', 'INIT_REQUESTED', 'FAIL'],
    ['spam_risk_user_banned_from_posting', null, 'FAIL'],
    ['a_code_of_next_year', 'INIT_REQUESTED', 'FAIL'],
  ])('%s at %s: %s', (code, step, decision) => {
    expect(decideFailure({ ...UPLOAD, code, step })).toBe(decision);
  });
});

describe('an upload in which TikTok takes no more bytes, because a stopped worker holds its connection', () => {
  const blocked: FailureFacts = { ...UPLOAD, code: 'timeout', step: 'UPLOADING', isUploadBlocked: true };

  test('is left for another one while its last chunk has not left', () => {
    expect(decideFailure(blocked)).toBe('BEGIN_AGAIN');
  });

  test('is never followed by another one afterwards', () => {
    expect(decideFailure({ ...blocked, step: 'UPLOAD_FINISHING' })).toBe('POSTPONE');
  });

  test('ends with the last attempt', () => {
    expect(decideFailure({ ...blocked, attempts: MAX_ATTEMPTS })).toBe('FAIL');
  });
});

describe('where the init itself publishes', () => {
  const pull: FailureFacts = { ...UPLOAD, publishesAt: 'init', step: 'INIT_REQUESTED' };

  test('a lost answer is never followed by another init', () => {
    for (const code of ['network_error', 'timeout', 'init_answer_lost']) {
      expect(decideFailure({ ...pull, code })).toBe('LEAVE_UNCONFIRMED');
    }
  });

  test('an answer that says that nothing was done may be followed by one', () => {
    const refused = { ...pull, mayHaveHadEffect: false };
    expect(decideFailure({ ...refused, code: 'rate_limit_exceeded' })).toBe('ABANDON');
    expect(decideFailure({ ...refused, code: 'spam_risk_too_many_posts' })).toBe('HOLD_FOR_CAP');
  });

  test('once TikTok has named the publish, only its verdict counts', () => {
    expect(decideFailure({ ...pull, step: 'UPLOADING', code: 'spam_risk' })).toBe('AWAIT_VERDICT');
    expect(decideFailure({ ...pull, step: 'UPLOADING', code: 'timeout' })).toBe('POSTPONE');
  });
});

test.each([
  [{ step: 'INIT_REQUESTED', attempts: MAX_ATTEMPTS }, 'ABANDON'],
  [{ step: 'INIT_REQUESTED', overdue: true }, 'HOLD_FOR_OUTAGE'],
  [{ step: null, overdue: true }, 'HOLD_FOR_OUTAGE'],
  [{ step: 'UPLOAD_FINISHING', overdue: true }, 'AWAIT_VERDICT'],
  [{ step: 'UPLOADING', code: 'upload_url_expired', attempts: MAX_ATTEMPTS - 1 }, 'BEGIN_AGAIN'],
  [{ step: 'UPLOADING', code: 'upload_url_expired', attempts: MAX_ATTEMPTS }, 'FAIL'],
  [{ step: 'UPLOAD_FINISHING', code: 'upload_url_expired', isIncomplete: true }, 'BEGIN_AGAIN'],
  [{ step: 'UPLOAD_FINISHING', code: 'upload_rejected', isIncomplete: true }, 'FAIL'],
] as const)('%j ends in %s', (facts, decision) => {
  expect(decideFailure({ ...UPLOAD, ...facts })).toBe(decision);
});

const anyFacts = fc.record({
  code: fc.constantFrom(...PROBLEM_CODES, 'a_code_of_next_year'),
  mayHaveHadEffect: fc.boolean(),
  isIncomplete: fc.boolean(),
  publishesAt: fc.constantFrom('init' as const, 'last_byte' as const),
  step: fc.constantFrom(null, 'INIT_REQUESTED' as const, 'UPLOADING' as const, 'UPLOAD_FINISHING' as const),
  attempts: fc.integer({ min: 0, max: 20 }),
  isUploadBlocked: fc.boolean(),
  overdue: fc.boolean(),
});

test('whatever fails, nothing is begun again or given up once it may be out', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const mayBeOut =
        (facts.step === 'UPLOAD_FINISHING' && !facts.isIncomplete) ||
        (facts.publishesAt === 'init' &&
          (facts.step === 'UPLOADING' || (facts.step === 'INIT_REQUESTED' && facts.mayHaveHadEffect)));
      if (!mayBeOut) return;
      expect(['AWAIT_VERDICT', 'LEAVE_UNCONFIRMED', 'POSTPONE']).toContain(decideFailure(facts));
    }),
  );
});
