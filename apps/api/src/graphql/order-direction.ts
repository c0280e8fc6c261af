import { builder } from './builder.ts';

export const OrderDirectionRef = builder.enumType('OrderDirection', {
  description: 'Which way a list is ordered.',
  values: {
    ASC: { value: 'asc', description: 'From the smallest up: times from the earliest.' },
    DESC: { value: 'desc', description: 'From the largest down: times from the latest.' },
  } as const,
});
