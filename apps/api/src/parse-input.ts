import type { z } from 'zod';
import { issue, ValidationError } from './errors.ts';
import type { ValidationCode } from './failure-codes.ts';

/**
 * Reads what a verb was given. A rule of a schema may carry a code of ours in `params`, see {@link as}; any other broken
 * rule is `invalid_input`. The rule's own message names the field's limit.
 *
 * @throws ValidationError naming every field at fault
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: z.input<Schema>,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ValidationError(
    parsed.error.issues.map((broken) => {
      const params = broken.code === 'custom' ? (broken.params as Partial<Rule['params']>) : undefined;
      return issue(params?.code ?? 'invalid_input', broken.path.map(String), broken.message);
    }),
  );
}

type Rule = { message: string; params: { code: ValidationCode } };

/** The options of a refinement that is broken with a code of ours. */
export function as(code: ValidationCode, message: string): Rule {
  return { message, params: { code } };
}
