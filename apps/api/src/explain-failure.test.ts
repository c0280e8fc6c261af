import type { Disposition } from '@airdate/tiktok';
import { expect, test } from 'vitest';
import { explainFailure, PROBLEM_CODES, retryAtAfterFailure } from './explain-failure.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const hoursLater = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

test.each<[code: string, disposition: Disposition, retryable: boolean, retryAt: Date | null]>([
  ['account_needs_reconnect', 'RECONNECT', true, null],
  ['privacy_level_not_offered', 'CONTENT', false, null],
  ['media_missing', 'CONTENT', false, null],
  ['missed', 'RETRY', true, null],
  ['no_verdict', 'STOP', false, null],
  ['tiktok_unreachable', 'RETRY', true, null],
  ['internal', 'RETRY', true, null],
  ['spam_risk', 'STOP', false, null],
  ['unaudited_client_can_only_post_to_private_accounts', 'OPERATOR', true, null],
  ['rate_limit_exceeded', 'RETRY', true, hoursLater(1 / 60)],
  ['spam_risk_too_many_posts', 'WAIT', true, hoursLater(24)],
  ['reached_active_user_cap', 'WAIT', true, hoursLater(24)],
  ['spam_risk_too_many_pending_share', 'WAIT', true, hoursLater(1)],
  ['a_code_of_next_year', 'STOP', false, null],
])('%s asks for %s, retryable: %s', (code, disposition, retryable, retryAt) => {
  expect(explainFailure(code)).toMatchObject({ disposition, retryable });
  expect(retryAtAfterFailure(code, NOW)).toEqual(retryAt);
});

test.each(PROBLEM_CODES)('%s says in sentences what happened and what to do', (code) => {
  expect(explainFailure(code)).toMatchObject({
    code,
    sentence: expect.stringMatching(/^[A-Z].*\.$/),
    nextStep: expect.stringMatching(/^[A-Z].*\.$/),
  });
});

test('no code of ours is one of TikTok’s', () => {
  expect(new Set(PROBLEM_CODES).size).toBe(PROBLEM_CODES.length);
});

test.each(['constructor', '__proto__', '', 'a_code_of_next_year'])('%j reads as an unknown code', (code) => {
  expect(explainFailure(code).code).toBe('unknown_code');
});
