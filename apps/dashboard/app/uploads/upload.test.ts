import { describe, expect, it } from 'vitest';
import { fileProblem, isPassing, uploadProblem } from './upload.ts';
import { createUploadSpeed } from './upload-speed.ts';

describe('a failed upload request', () => {
  it.each([0, 409, 423, 429, 500, 502, 503])('is tried again after %i', (status) => {
    expect(isPassing(status)).toBe(true);
  });

  it.each([400, 401, 403, 404, 410, 413, 415])('is not tried again after %i', (status) => {
    expect(isPassing(status)).toBe(false);
  });

  it('shows the API’s explanation, and no page of a proxy', () => {
    const body = '{"code":"file_empty","message":"The file is empty.","nextStep":"Choose another."}';
    expect(uploadProblem(400, body)).toBe('The file is empty. Choose another.');
    expect(uploadProblem(400, '{"other":1}')).toBe('The upload was refused (400).');
    expect(uploadProblem(400, '<html>Bad request</html>')).toBe('The upload was refused (400).');
  });

  it('has words for the usual ones', () => {
    expect(uploadProblem(0, '')).toMatch(/connection/);
    expect(uploadProblem(413, '')).toMatch(/4 GB/);
    expect(uploadProblem(401, '')).toMatch(/Sign in/);
  });
});

describe('a file', () => {
  it.each([
    [0, /empty/],
    [4_000_000_001, /4 GB/],
  ])('of %i bytes is not even sent', (size, problem) => {
    expect(fileProblem({ size })).toMatch(problem);
  });

  it.each([1, 4_000_000_000])('of %i bytes is sent', (size) => {
    expect(fileProblem({ size })).toBeNull();
  });
});

describe('upload speed', () => {
  it('is measured over the last seconds only', () => {
    const speed = createUploadSpeed();
    expect(speed.record(0, 0)).toBe(0);
    expect(speed.record(1_000_000, 1_000)).toBe(1_000_000);
    expect(speed.record(1_000_000, 20_000)).toBe(0);
    expect(speed.record(3_000_000, 21_000)).toBe(2_000_000);
  });

  it('starts anew after a pause', () => {
    const speed = createUploadSpeed();
    speed.record(5_000_000, 1_000);
    speed.reset();
    expect(speed.record(6_000_000, 1_100)).toBe(0);
  });
});
