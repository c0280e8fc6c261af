import { describe, expect, it } from 'vitest';
import { authSentence, connectError, errorSentence } from './error-messages.ts';

describe('typed errors of the API', () => {
  it('have words of their own where the dashboard knows the code', () => {
    const sentence = errorSentence({
      code: 'caption_too_long',
      message: 'The caption has 2201 UTF-16 units.',
    });
    expect(sentence).toBe('The caption is too long: TikTok takes at most 2,200 characters.');
  });

  it('speak for themselves otherwise', () => {
    expect(errorSentence({ code: 'something_new' as 'not_found', message: 'A new rule.' })).toBe(
      'A new rule.',
    );
    expect(errorSentence({ code: 'tiktok_refused', message: 'TikTok’s own reason.' })).toBe(
      'TikTok’s own reason.',
    );
  });
});

describe('a failed sign-in', () => {
  const answer = (code: string, message: string | null = null, retryAfterSeconds: number | null = null) =>
    authSentence({ code, message, retryAfterSeconds });

  it('does not say which of the two was wrong', () => {
    expect(answer('INVALID_EMAIL_OR_PASSWORD')).toBe('The e-mail address or the password is wrong.');
    expect(answer('INVALID_EMAIL')).toBe(answer('INVALID_EMAIL_OR_PASSWORD'));
  });

  it('says when to try again after too many', () => {
    expect(answer('TOO_MANY_REQUESTS', null, 42)).toBe('Too many attempts. Try again in 42 seconds.');
    expect(answer('TOO_MANY_REQUESTS')).toBe('Too many attempts. Try again in 60 seconds.');
  });

  it('falls back to what the API said', () => {
    expect(answer('sign_up_closed', 'This installation is set up already.')).toBe(
      'This installation is set up already.',
    );
    expect(answer('UNKNOWN')).toBe('This did not work. Try again.');
  });
});

describe('a trip to TikTok that ended without an account', () => {
  it.each([
    'access_denied',
    'state_invalid',
    'state_expired',
    'scopes_missing',
    'tiktok_unavailable',
    'exchange_failed',
  ])('has a sentence and a next step for %s', (code) => {
    const { sentence, nextStep } = connectError(code);
    expect(sentence).toMatch(/\.$/);
    expect(nextStep).toMatch(/\.$/);
  });

  it('has general words for codes of a newer API', () => {
    expect(connectError('brand_new')).toEqual(connectError('exchange_failed'));
  });
});
