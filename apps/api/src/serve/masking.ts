import { randomUUID } from 'node:crypto';
import { isPassingFailure } from '@airdate/db';
import { PothosValidationError } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { isClientGone } from '../client-gone.ts';
import type { Deps } from '../deps.ts';
import { DatabaseBusyError, DomainError, ForbiddenError } from '../errors.ts';

/**
 * Lets through what was meant for the caller and hides the rest behind a request id, which the log has too.
 * A domain error that its field did not declare keeps its code and sentence: both are safe to show.
 */
export function maskError(deps: Deps, error: unknown, message: string): Error {
  const located = isGraphQLError(error) ? error : null;
  const cause = expected(deps, located ? located.originalError : error);
  if (located && (!cause || isGraphQLError(cause))) return located;
  if (cause instanceof DomainError) {
    const { code, path, nextStep, retryable, retryAt, tiktokCode, logId } = cause;
    const requiredScope = cause instanceof ForbiddenError ? cause.requiredScope : null;
    return new GraphQLError(cause.message, {
      nodes: located?.nodes,
      path: located?.path,
      extensions: {
        code,
        inputPath: path,
        nextStep,
        retryable,
        retryAt,
        tiktokCode,
        logId,
        ...(requiredScope && { requiredScope }),
      },
    });
  }
  if (cause instanceof PothosValidationError) {
    // Arguments of a connection: a cursor of another list, or a negative page size.
    const { nodes, path } = located ?? {};
    return new GraphQLError(cause.message, { nodes, path, extensions: { code: 'BAD_USER_INPUT' } });
  }
  return hide(deps, error, message);
}

/** The same error, unless it is one of the database's that the caller can be told. */
function expected(deps: Deps, cause: unknown): unknown {
  if (!isPassingFailure(cause)) return cause;
  deps.log.warn({ err: cause }, 'the database failed a request');
  return new DatabaseBusyError(cause);
}

function hide(deps: Deps, error: unknown, message: string): GraphQLError {
  const requestId = randomUUID();
  deps.log[isClientGone(error) ? 'debug' : 'error']({ err: error, requestId }, 'unexpected error in GraphQL');
  const { nodes, path } = isGraphQLError(error) ? error : {};
  return new GraphQLError(message, { nodes, path, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } });
}

/** By name: the executor's copy of the library may not be ours. */
function isGraphQLError(error: unknown): error is GraphQLError {
  return error instanceof Error && error.name === 'GraphQLError';
}
