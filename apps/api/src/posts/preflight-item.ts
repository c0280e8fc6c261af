import { type DomainError, TikTokRefusedError, ValidationError } from '../errors.ts';
import { explainFailure, type ProblemCode } from '../explain-failure.ts';

/**
 * REFUSED: the request would be refused. WARNING: it would be taken, and the post would not go out if nothing changes.
 * CHANGE: it would go out, but not as it was asked for.
 */
export type PreflightSeverity = 'REFUSED' | 'WARNING' | 'CHANGE';

/** One thing that would stop or change a post. */
export type PreflightItem = {
  severity: PreflightSeverity;
  code: ProblemCode;
  sentence: string;
  nextStep: string;
  /** The input field at fault, from the outside in. */
  path: string[];
  retryAt: Date | null;
};

/** @param code as stored or known, in the words of the table */
export function itemOf(code: ProblemCode, severity: PreflightSeverity): PreflightItem {
  const { sentence, nextStep } = explainFailure(code);
  return { severity, code, sentence, nextStep, path: [], retryAt: null };
}

/** What a verb would refuse a request with; each broken rule is an item. */
export function refusedItems(error: DomainError): PreflightItem[] {
  const severity = 'REFUSED' as const;
  if (error instanceof ValidationError) {
    return error.issues.map(({ code, message, path }) => {
      const { nextStep } = explainFailure(code);
      return { severity, code, sentence: message, nextStep, path, retryAt: null };
    });
  }
  const { message: sentence, nextStep, path, retryAt, tiktokCode } = error;
  const told = error instanceof TikTokRefusedError && tiktokCode ? tiktokCode : error.code;
  return [{ severity, code: explainFailure(told).code, sentence, nextStep, path, retryAt }];
}
