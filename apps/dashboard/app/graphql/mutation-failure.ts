import type { CombinedError } from '@urql/core';
import { errorSentence, type TypedError } from './error-messages.ts';
import { graphql } from './graphql.ts';
import { isSignedOut } from './query-failure.ts';

/** What every mutation asks of the expected failures in its result; `readMutationFailure` puts it in words. */
export const MutationFailure_ErrorFragment = graphql(`
  fragment MutationFailure_ErrorFragment on Error @_unmask {
    code
    logId
    message
    nextStep
    path
    retryAt
    tiktokCode
    ... on ValidationError {
      issues {
        code
        message
        path
      }
    }
  }
`);

/** Why a mutation did not do what was asked, in words. */
export type MutationFailure = {
  sentence: string;
  nextStep: string | null;
  /** The input field at fault, from the outside in; empty when no field is. */
  path: string[];
  /** Every field at fault, where the API listed more than one. */
  issues: { sentence: string; path: string[] }[];
  retryAt: string | null;
  logId: string | null;
};

/** A member of a mutation's result union, as far as reading it needs. */
export type Answer = { __typename: string } & Partial<TypedError> & {
    issues?: Pick<TypedError, 'code' | 'message' | 'path'>[];
  };

/**
 * Reads a mutation's answer: typed errors of the API, a lost connection, an ended session.
 *
 * @returns null when the mutation did what was asked
 */
export function readMutationFailure(
  error: CombinedError | undefined,
  answer: Answer | undefined,
): MutationFailure | null {
  if (error || !answer) return unexpected(error);
  const { code, message } = answer;
  if (!answer.__typename.endsWith('Error') || code === undefined || message === undefined) return null;
  return {
    sentence: errorSentence({ code, message }),
    nextStep: answer.nextStep ?? null,
    path: answer.path ?? [],
    issues: (answer.issues ?? []).map((issue) => ({ sentence: errorSentence(issue), path: issue.path })),
    retryAt: answer.retryAt ?? null,
    logId: answer.logId ?? null,
  };
}

function unexpected(error: CombinedError | undefined): MutationFailure {
  const nothing = { path: [], issues: [], retryAt: null, logId: null };
  if (isSignedOut(error)) {
    return {
      ...nothing,
      sentence: 'Your session has ended.',
      nextStep: 'Sign in again in another tab and come back; what you have typed here is kept.',
    };
  }
  const away = error?.networkError || error?.graphQLErrors[0]?.extensions.code === 'API_UNAVAILABLE';
  const requestId = error?.graphQLErrors[0]?.extensions.requestId;
  return {
    ...nothing,
    sentence: away ? 'The API does not answer at the moment.' : 'The API failed to do this.',
    nextStep:
      typeof requestId === 'string'
        ? `Try again; if it keeps failing, report request ${requestId}.`
        : 'Try again in a few seconds.',
  };
}
