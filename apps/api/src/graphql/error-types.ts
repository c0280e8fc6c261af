import {
  ConflictError,
  type DomainError,
  ForbiddenError,
  NotFoundError,
  QuotaExceededError,
  TikTokRefusedError,
  ValidationError,
  type ValidationIssue,
} from '../errors.ts';
import { ApiKeyScopeRef } from './api-key-scope.ts';
import { builder } from './builder.ts';
import { ErrorCodeRef } from './failure-code-types.ts';

export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description:
    'An expected failure. Every mutation lists the ones it can answer with as members of its result.',
  fields: (t) => ({
    code: t.expose('code', {
      type: ErrorCodeRef,
      description: 'What programs decide by; the same failure always has the same.',
    }),
    message: t.exposeString('message', { description: 'For people, in English; its wording may change.' }),
    path: t.exposeStringList('path', {
      description: 'The input field at fault, from the outside in. Empty when no field is.',
    }),
    nextStep: t.exposeString('nextStep', {
      nullable: true,
      description: 'What the caller or a person can do about it.',
    }),
    retryable: t.exposeBoolean('retryable', { description: 'Whether the same request can succeed later.' }),
    retryAt: t.expose('retryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is worth trying again; null where time alone does not help.',
    }),
    tiktokCode: t.exposeString('tiktokCode', {
      nullable: true,
      description: "TikTok's own code, where TikTok refused.",
    }),
    logId: t.exposeString('logId', { nullable: true, description: "TikTok's log_id, for its support." }),
  }),
});

const ValidationIssueRef = builder.objectRef<ValidationIssue>('ValidationIssue').implement({
  description: 'One rule that the input breaks.',
  fields: (t) => ({
    code: t.expose('code', { type: ErrorCodeRef, description: 'Which rule.' }),
    message: t.exposeString('message', { description: 'For people, in English, with the limit that holds.' }),
    path: t.exposeStringList('path', {
      description: 'The input field at fault, from the outside in; positions in lists count from 0.',
    }),
  }),
});

builder.objectType(ValidationError, {
  name: 'ValidationError',
  description: 'The input breaks one or more rules; all of them are listed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.expose('issues', {
      type: [ValidationIssueRef],
      description: 'At least one. `code` and `path` of the error are those of the first.',
    }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'There is no such thing in this team.',
  interfaces: [ErrorInterface],
});

builder.objectType(ForbiddenError, {
  name: 'ForbiddenError',
  description: 'The role of the user or key, or the scopes of the key, do not allow this.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    requiredScope: t.expose('requiredScope', {
      type: ApiKeyScopeRef,
      nullable: true,
      description: 'The scope that the key lacks, with the code `key_scope_missing`.',
    }),
  }),
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: 'The present state does not allow this, or somebody else changed it first.',
  interfaces: [ErrorInterface],
});

builder.objectType(QuotaExceededError, {
  name: 'QuotaExceededError',
  description: "One of TikTok's ceilings would be passed; retryAt is when there is room again.",
  interfaces: [ErrorInterface],
});

builder.objectType(TikTokRefusedError, {
  name: 'TikTokRefusedError',
  description: 'TikTok refused, or could not be reached.',
  interfaces: [ErrorInterface],
});
