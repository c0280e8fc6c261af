import { CombinedError } from '@urql/core';
import { describe, expect, it } from 'vitest';
import { readMutationFailure } from './mutation-failure.ts';

const typed = {
  __typename: 'ConflictError',
  code: 'post_changed' as const,
  message: 'Changed.',
  path: [],
  retryAt: null,
};

describe('the answer of a mutation', () => {
  it('is no failure when it did what was asked', () => {
    expect(readMutationFailure(undefined, { __typename: 'Post' })).toBeNull();
  });

  it('carries a typed error’s words, field, next step and log id', () => {
    const answer = {
      ...typed,
      code: 'tiktok_refused' as const,
      path: ['caption'],
      nextStep: 'Wait.',
      logId: 'LOG',
    };
    expect(readMutationFailure(undefined, answer)).toMatchObject({
      sentence: 'Changed.',
      path: ['caption'],
      nextStep: 'Wait.',
      logId: 'LOG',
    });
  });

  it('lists every field that the API found at fault', () => {
    const issues = [
      { code: 'caption_too_long' as const, message: 'x', path: ['caption'] },
      { code: 'unheard_of' as 'not_found', message: 'As the API says.', path: ['coverTimestampMs'] },
    ];
    const failure = readMutationFailure(undefined, { ...typed, __typename: 'ValidationError', issues });
    expect(failure?.issues.map(({ sentence }) => sentence)).toEqual([
      'The caption is too long: TikTok takes at most 2,200 characters.',
      'As the API says.',
    ]);
  });

  it('says that the session has ended and that nothing typed is lost', () => {
    const error = new CombinedError({
      graphQLErrors: [{ message: 'Sign in', extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(readMutationFailure(error, undefined)).toMatchObject({ sentence: 'Your session has ended.' });
  });

  it('tells an API that is away from one that failed, and names the request', () => {
    const away = new CombinedError({ networkError: new Error('Failed to fetch') });
    expect(readMutationFailure(away, undefined)?.sentence).toBe('The API does not answer at the moment.');
    const failed = new CombinedError({
      graphQLErrors: [{ message: 'Unexpected', extensions: { requestId: 'r-1' } }],
    });
    expect(readMutationFailure(failed, undefined)).toMatchObject({
      sentence: 'The API failed to do this.',
      nextStep: 'Try again; if it keeps failing, report request r-1.',
    });
  });
});
