import { Temporal } from 'temporal-polyfill';
import { badUserInput } from './bad-user-input.ts';
import { builder } from './builder.ts';

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** Wider than anything that is planned or was ever recorded, and within what Postgres and ISO 8601 can write. */
const EARLIEST = new Date('1970-01-01T00:00:00.000Z');
const LATEST = new Date('9999-12-31T23:59:59.999Z');

builder.scalarType('DateTime', {
  description:
    'An instant in ISO 8601 with an offset, for example 2026-03-29T07:00:00.000Z. Answers are in UTC.',
  serialize: (value) => value.toISOString(),
  parseValue: (value) => {
    const date = typeof value === 'string' && ISO_INSTANT.test(value) ? instant(value) : null;
    if (!date) {
      throw badUserInput('DateTime takes an ISO 8601 instant with an offset, such as 2026-03-29T07:00:00Z.');
    }
    if (date < EARLIEST || date > LATEST) {
      throw badUserInput(
        `DateTime takes instants from ${EARLIEST.toISOString()} to ${LATEST.toISOString()}.`,
      );
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

/** Null for a day or an hour that no calendar has, which `Date` would take for the next one. */
function instant(iso: string): Date | null {
  try {
    return new Date(Temporal.Instant.from(iso).epochMilliseconds);
  } catch {
    return null;
  }
}

function text(scalar: string, value: unknown): string {
  if (typeof value !== 'string') throw badUserInput(`${scalar} takes a text.`);
  return value;
}
