import { builder } from './builder.ts';

type ArgBuilder = Pick<Parameters<Parameters<typeof builder.queryField>[1]>[0], 'arg'>;

export const OrderDirectionRef = builder.enumType('OrderDirection', {
  description: 'Which way a list is ordered.',
  values: {
    ASC: { value: 'asc', description: 'From the smallest up: times from the earliest.' },
    DESC: { value: 'desc', description: 'From the largest down: times from the latest.' },
  } as const,
});

/** The argument of a list that has one order, and both ways of it. */
export function directionArg(t: ArgBuilder, usual: 'asc' | 'desc') {
  return t.arg({
    type: OrderDirectionRef,
    required: true,
    defaultValue: usual,
    description: 'Which way the list goes.',
  });
}
