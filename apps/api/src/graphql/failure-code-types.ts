import { explainFailure, PROBLEM_CODES } from '../explain-failure.ts';
import { ERROR_CODES } from '../failure-codes.ts';
import { builder } from './builder.ts';

export const ErrorCodeRef = builder.enumType('ErrorCode', {
  description: 'What a request can be refused with. Stable: the same failure always has the same code.',
  values: described(ERROR_CODES),
});

export const ProblemCodeRef = builder.enumType('ProblemCode', {
  description:
    'Why a post waits, failed, is without a verdict or would not go out as asked: a code of ours, or TikTok’s own.',
  values: described(PROBLEM_CODES),
});

function described<Code extends string>(codes: readonly Code[]) {
  const values = codes.map((code) => [code, { description: explainFailure(code).sentence }]);
  return Object.fromEntries(values) as Record<Code, { description: string }>;
}
