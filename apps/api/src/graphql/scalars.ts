import { badUserInput } from './bad-user-input.ts';
import { builder } from './builder.ts';

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

builder.scalarType('DateTime', {
  description:
    'An instant in ISO 8601 with an offset, for example 2026-03-29T07:00:00.000Z. Answers are in UTC.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    const date = typeof value === 'string' && ISO_INSTANT.test(value) ? new Date(value) : null;
    if (!date || Number.isNaN(date.getTime())) {
      throw badUserInput('DateTime takes an ISO 8601 instant with an offset, such as 2026-03-29T07:00:00Z.');
    }
    return date;
  },
});

builder.scalarType('LocalDateTime', {
  description: 'Wall-clock date and time without a zone, for example 2026-03-29T09:00.',
  serialize: (value) => value,
  parseValue: (value) => text('LocalDateTime', value),
});

builder.scalarType('TimeZone', {
  description: 'An IANA time zone, for example Europe/Berlin.',
  serialize: (value) => value,
  parseValue: (value) => text('TimeZone', value),
});

builder.scalarType('Bytes', {
  description: 'A whole number of bytes; may exceed 32 bits.',
  serialize: (value) => Number(value),
  parseValue: (value) => {
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      throw badUserInput('Bytes takes a whole number from 0.');
    return value as number;
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
});

function text(scalar: string, value: unknown): string {
  if (typeof value !== 'string') throw badUserInput(`${scalar} takes a text.`);
  return value;
}
