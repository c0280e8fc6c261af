import type { ApiKeyScope } from '@airdate/db';
import { type Explanation, explainFailure } from './explain-failure.ts';
import type { ConflictCode, ErrorCode, ValidationCode } from './failure-codes.ts';

/** What is known beyond the code; the rest is what the table says of it. */
type DomainErrorFields = {
  message?: string;
  path?: string[];
  nextStep?: string;
  retryAt?: Date;
  tiktokCode?: string;
  logId?: string;
  cause?: unknown;
};

/** An expected failure: data for the caller, never masked. Everything else that is thrown is a defect. */
export abstract class DomainError extends Error {
  readonly code: ErrorCode;
  /** The input field at fault, from the outside in; empty when no field is. */
  readonly path: string[];
  readonly nextStep: string;
  readonly retryable: boolean;
  readonly retryAt: Date | null;
  readonly tiktokCode: string | null;
  readonly logId: string | null;

  constructor(code: ErrorCode, fields: DomainErrorFields, row: Explanation = explainFailure(code)) {
    super(fields.message ?? row.sentence, { cause: fields.cause });
    this.name = new.target.name;
    this.code = code;
    this.path = fields.path ?? [];
    this.nextStep = fields.nextStep ?? row.nextStep;
    this.retryable = row.retryable;
    this.retryAt = fields.retryAt ?? null;
    this.tiktokCode = fields.tiktokCode ?? null;
    this.logId = fields.logId ?? null;
  }
}

type ForbiddenCode = 'forbidden' | 'key_scope_missing' | 'test_key';

export type ValidationIssue = { code: ValidationCode; message: string; path: string[] };

/** A broken rule in the words of the table. */
export function issue(code: ValidationCode, path: string[], message?: string): ValidationIssue {
  return { code, path, message: message ?? explainFailure(code).sentence };
}

/** The input breaks one or more rules; `issues` lists them all and is never empty. */
export class ValidationError extends DomainError {
  readonly issues: ValidationIssue[];

  constructor(issues: ValidationIssue[]) {
    const [first = issue('invalid_input', [])] = issues;
    super(first.code, { message: issues.map(({ message }) => message).join(' '), path: first.path });
    this.issues = issues.length > 0 ? issues : [first];
  }
}

/** No such row in this team. Rows of other teams answer the same. */
export class NotFoundError extends DomainError {
  constructor(noun: string, path: string[] = []) {
    super('not_found', { message: `There is no such ${noun}.`, path });
  }
}

/** The actor's role or key does not allow this. */
export class ForbiddenError extends DomainError {
  /** What a key lacks, where that and not the role is the reason. */
  readonly requiredScope: ApiKeyScope | null = null;

  constructor(
    requiredRole: string | null,
    message = requiredRole === null ? undefined : `This needs the role ${requiredRole} or higher.`,
    code: ForbiddenCode = 'forbidden',
  ) {
    super(code, message === undefined ? {} : { message });
  }
}

/** The key was made without the scope that this needs. */
export class ScopeMissingError extends ForbiddenError {
  override readonly requiredScope: ApiKeyScope;

  constructor(scope: ApiKeyScope, message = `This needs a key with the scope ${scope}.`) {
    super(null, message, 'key_scope_missing');
    this.requiredScope = scope;
  }
}

/** This would reach TikTok, and the key is good for the simulator only. */
export class TestKeyError extends ForbiddenError {
  constructor() {
    super(null, undefined, 'test_key');
  }
}

/** The row is in a state that does not allow this, or somebody else changed it first. */
export class ConflictError extends DomainError {
  constructor(code: ConflictCode, fields: DomainErrorFields = {}) {
    super(code, fields);
  }
}

/** One of TikTok's ceilings would be passed; `retryAt` is when there is room again. */
export class QuotaExceededError extends DomainError {
  constructor(fields: DomainErrorFields) {
    super('quota_exceeded', fields);
  }
}

/** TikTok answered with a refusal, or could not be reached. What it means follows from TikTok's code where there is one. */
export class TikTokRefusedError extends DomainError {
  constructor(code: 'tiktok_refused' | 'tiktok_unreachable', fields: DomainErrorFields = {}) {
    super(code, fields, explainFailure(fields.tiktokCode ?? code));
  }
}

/** The database failed in a way that passes by itself, and goes on failing when it is asked again. */
export class DatabaseBusyError extends DomainError {
  constructor(cause: unknown) {
    super('database_busy', { cause });
  }
}
