import type { GraphQLError } from 'graphql';
import type { Limits } from '../limits.ts';
import { badUserInput } from './bad-user-input.ts';

type OperationSize = {
  depth: number;
  breadth: number;
  /** Fields of the answer when every list is as long as was asked for. */
  complexity: number;
};

/** Why an operation is too large; null when it is not. */
export function operationTooLarge(
  { depth, breadth, complexity }: OperationSize,
  {
    documentDepth,
    documentFields,
    answerFields,
  }: Pick<Limits, 'documentDepth' | 'documentFields' | 'answerFields'>,
): GraphQLError | null {
  if (depth > documentDepth || breadth > documentFields)
    return badUserInput(
      `The operation has ${breadth} fields in ${depth} levels; at most ${documentFields} in ${documentDepth} are answered.`,
    );
  if (complexity > answerFields)
    return badUserInput(
      `The answer could have ${complexity} fields; at most ${answerFields} are given. Ask for shorter pages or fewer fields.`,
    );
  return null;
}
