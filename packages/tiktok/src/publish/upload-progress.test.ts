import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChunks } from './chunks.ts';
import { acknowledgedBytes, readAnswer } from './upload-progress.ts';

const plan = planChunks(94_000_000);
const CHUNK = 33_554_432;

describe('acknowledgedBytes', () => {
  it('reads a last position and a count as the same progress, at the edge of every chunk', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 4_294_967_296 }), fc.nat(), (sizeBytes, seed) => {
        const any = planChunks(sizeBytes);
        const edge = any.range(seed % any.totalChunkCount).lastByte + 1;
        expect(acknowledgedBytes(`bytes 0-${edge - 1}/${sizeBytes}`, any)).toBe(edge);
        expect(acknowledgedBytes(`bytes 0-${edge}/${sizeBytes}`, any)).toBe(edge);
      }),
    );
  });

  it('reads a count of nothing as nothing', () => {
    expect(acknowledgedBytes('bytes 0-0/94000000', plan)).toBe(0);
  });

  it('takes a figure inside a chunk for the position of the last byte', () => {
    expect(acknowledgedBytes('bytes 0-999/94000000', plan)).toBe(1000);
  });

  it.each([null, '', 'bytes */94000000', 'bytes 0-1/5', 'items 0-1/2', `bytes 0-94000001/94000000`])(
    'makes nothing of %s',
    (header) => {
      expect(acknowledgedBytes(header, plan)).toBeNull();
    },
  );
});

describe('readAnswer', () => {
  const first = plan.range(0);
  const answer = (httpStatus: number, contentRange: string | null = null) =>
    readAnswer({ httpStatus, contentRange, logId: 'L' }, first, plan);

  it.each([
    ['201: everything', 201, null, 94_000_000],
    ['206 with its position', 206, `bytes 0-${CHUNK - 1}/94000000`, CHUNK],
    ['206 whose header got lost: this chunk', 206, null, CHUNK],
    ['416 from a chunk that had arrived already', 416, `bytes 0-${CHUNK - 1}/94000000`, CHUNK],
  ])('reads %s', (_title, status, header, position) => {
    expect(answer(status, header)).toEqual({ position, error: null });
  });

  it('reads 416 at the start of the range as no progress', () => {
    expect(answer(416, 'bytes 0-0/94000000')).toMatchObject({
      position: 0,
      error: { code: 'upload_range_mismatch' },
    });
  });

  it.each([
    [400, 'upload_rejected', 'OPERATOR'],
    [403, 'upload_url_expired', 'RETRY'],
    [404, 'upload_task_not_found', 'RETRY'],
    [416, 'upload_range_mismatch', 'RETRY'],
    [429, 'rate_limit_exceeded', 'RETRY'],
    [500, 'upload_gateway_error', 'RETRY'],
    [503, 'upload_gateway_error', 'RETRY'],
    [200, 'malformed_answer', 'STOP'],
    [302, 'malformed_answer', 'STOP'],
  ])('reads HTTP %i as %s', (status, code, disposition) => {
    expect(answer(status)).toMatchObject({ position: null, error: { code, disposition, logId: 'L' } });
  });
});
