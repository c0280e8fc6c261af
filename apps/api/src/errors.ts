/** Codes of expected failures; part of the API, so a code is never renamed. */
export type DomainErrorCode =
  | ValidationCode
  | 'not_found'
  | 'forbidden'
  | ConflictCode
  | 'quota_exceeded'
  | 'tiktok_refused'
  | 'tiktok_unreachable';

export type ValidationCode =
  | 'invalid_input'
  | 'caption_too_long'
  | 'time_in_past'
  | 'time_too_far'
  | 'unknown_time_zone'
  | 'privacy_level_required'
  | 'privacy_level_not_offered'
  | 'privacy_level_conflicts_with_branded_content'
  | 'interaction_disabled_by_creator'
  | 'declaration_required'
  | 'video_too_long'
  | 'cover_outside_video'
  | 'media_not_ready'
  | 'media_rejected'
  | 'name_required'
  | 'slot_repeated';

export type ConflictCode =
  | 'post_changed'
  | 'action_not_available'
  | 'account_needs_reconnect'
  | 'account_disconnected'
  | 'scope_missing'
  | 'media_in_use'
  | 'sign_up_closed';

type DomainErrorFields = {
  message: string;
  path?: string[];
  nextStep?: string;
  retryable?: boolean;
  retryAt?: Date;
  tiktokCode?: string;
  logId?: string;
  cause?: unknown;
};

/** An expected failure: data for the caller, never masked. Everything else that is thrown is a defect. */
export abstract class DomainError extends Error {
  readonly code: DomainErrorCode;
  /** The input field at fault, from the outside in; empty when no field is. */
  readonly path: string[];
  readonly nextStep: string | null;
  readonly retryable: boolean;
  readonly retryAt: Date | null;
  readonly tiktokCode: string | null;
  readonly logId: string | null;

  constructor(code: DomainErrorCode, fields: DomainErrorFields) {
    super(fields.message, { cause: fields.cause });
    this.name = new.target.name;
    this.code = code;
    this.path = fields.path ?? [];
    this.nextStep = fields.nextStep ?? null;
    this.retryable = fields.retryable ?? fields.retryAt !== undefined;
    this.retryAt = fields.retryAt ?? null;
    this.tiktokCode = fields.tiktokCode ?? null;
    this.logId = fields.logId ?? null;
  }
}

export type ValidationIssue = { code: ValidationCode; message: string; path: string[] };

/** The input breaks one or more rules; `issues` lists them all and is never empty. */
export class ValidationError extends DomainError {
  readonly issues: ValidationIssue[];

  constructor(issues: ValidationIssue[]) {
    const first = issues[0] ?? { code: 'invalid_input', message: 'The input is not valid.', path: [] };
    super(first.code, { message: issues.map((issue) => issue.message).join(' '), path: first.path });
    this.issues = issues.length > 0 ? issues : [first];
  }
}

/** No such row in this team. Rows of other teams answer the same. */
export class NotFoundError extends DomainError {
  constructor(noun: string, path: string[] = []) {
    super('not_found', { message: `There is no such ${noun}.`, path });
  }
}

/** The actor's role does not allow this. */
export class ForbiddenError extends DomainError {
  constructor(requiredRole: string, message = `This needs the role ${requiredRole} or higher.`) {
    super('forbidden', {
      message,
      nextStep: 'Ask an owner or admin of the team.',
    });
  }
}

/** The row is in a state that does not allow this, or somebody else changed it first. */
export class ConflictError extends DomainError {
  constructor(code: ConflictCode, fields: DomainErrorFields) {
    super(code, fields);
  }
}

/** One of TikTok's ceilings would be passed; `retryAt` is when there is room again. */
export class QuotaExceededError extends DomainError {
  constructor(fields: DomainErrorFields) {
    super('quota_exceeded', { retryable: true, ...fields });
  }
}

/** TikTok answered with a refusal, or could not be reached. */
export class TikTokRefusedError extends DomainError {
  constructor(code: 'tiktok_refused' | 'tiktok_unreachable', fields: DomainErrorFields) {
    super(code, fields);
  }
}
