import { expect, test } from 'vitest';
import { z } from 'zod';
import { ValidationError } from './errors.ts';
import { as, parseInput } from './parse-input.ts';

const Input = z.object({
  hour: z.number().int().max(23, 'An hour is 0 to 23.'),
  zone: z.string().refine((zone) => zone === 'UTC', as('unknown_time_zone', 'Not a zone.')),
});

test('what fits is returned as the schema reads it', () => {
  expect(parseInput(Input, { hour: 23, zone: 'UTC' })).toEqual({ hour: 23, zone: 'UTC' });
});

test('every broken rule is named with its field, its code and its own message', () => {
  const parse = () => parseInput(Input, { hour: 24, zone: 'Mars' });
  expect(parse).toThrow(ValidationError);
  expect(parse).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      path: ['hour'],
      message: 'An hour is 0 to 23. Not a zone.',
      issues: [
        { code: 'invalid_input', path: ['hour'], message: 'An hour is 0 to 23.' },
        { code: 'unknown_time_zone', path: ['zone'], message: 'Not a zone.' },
      ],
    }),
  );
});
