import { expect, it } from 'vitest';
import { fieldErrors } from './field-errors.ts';

const FIELDS = ['caption', 'localTime', 'mediaAssetId'] as const;

const failure = {
  sentence: 'First. Second.',
  nextStep: null,
  path: [],
  issues: [],
  retryAt: null,
  logId: null,
};

it('puts every sentence at its field, however deep the path', () => {
  const issues = [
    { sentence: 'Too long.', path: ['caption'] },
    { sentence: 'In the past.', path: ['input', 'localTime'] },
  ];
  expect(fieldErrors({ ...failure, issues, path: ['caption'] }, FIELDS)).toEqual({
    caption: 'Too long.',
    localTime: 'In the past.',
  });
});

it('uses the error’s own path when no fields are listed', () => {
  expect(fieldErrors({ ...failure, sentence: 'Gone.', path: ['mediaAssetId'] }, FIELDS)).toEqual({
    mediaAssetId: 'Gone.',
  });
});

it('leaves what belongs to no field to the message as a whole', () => {
  expect(fieldErrors({ ...failure, path: ['agreedTo'] }, FIELDS)).toEqual({});
  expect(fieldErrors(null, FIELDS)).toEqual({});
});
