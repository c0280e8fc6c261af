import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MediaSizeInvalidError, MediaTooLargeError } from '../errors.ts';
import { chunkPlan, planChunks } from './chunks.ts';

const FOUR_GB = 4_294_967_296;
/** Edges of every rule attract mistakes, so they are drawn as often as everything between. */
const sizes = fc.oneof(
  fc.integer({ min: 1, max: FOUR_GB }),
  fc
    .tuple(
      fc.constantFrom(1, 5_000_000, 5_242_880, 64_000_000, 67_108_864, 128_000_000, 4_000_000_000, FOUR_GB),
      fc.integer({ min: -3, max: 3 }),
    )
    .map(([edge, offset]) => Math.min(Math.max(edge + offset, 1), FOUR_GB)),
  fc
    .tuple(fc.integer({ min: 1, max: 128 }), fc.integer({ min: -2, max: 2 }))
    .map(([n, offset]) => Math.min(n * 33_554_432 + offset, FOUR_GB)),
);

describe('planChunks', () => {
  it('obeys every rule of the Media Transfer Guide for every size', () => {
    fc.assert(
      fc.property(sizes, (sizeBytes) => {
        const { chunkSizeBytes, totalChunkCount, range } = planChunks(sizeBytes);
        const last = range(totalChunkCount - 1);
        const lastBytes = last.lastByte - last.firstByte + 1;
        expect(totalChunkCount).toBe(Math.floor(sizeBytes / chunkSizeBytes));
        expect(totalChunkCount).toBeGreaterThanOrEqual(1);
        expect(totalChunkCount).toBeLessThanOrEqual(1000);
        expect(chunkSizeBytes).toBeLessThanOrEqual(64_000_000);
        expect(chunkSizeBytes).toBeGreaterThanOrEqual(Math.min(sizeBytes, 5_242_880));
        expect(lastBytes).toBeGreaterThanOrEqual(chunkSizeBytes);
        expect(lastBytes).toBeLessThanOrEqual(128_000_000);
        if (sizeBytes < 5_000_000) expect([chunkSizeBytes, totalChunkCount]).toEqual([sizeBytes, 1]);
        if (sizeBytes > 64_000_000) expect(totalChunkCount).toBeGreaterThanOrEqual(2);
        if (totalChunkCount === 1) expect(chunkSizeBytes).toBe(sizeBytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('covers the whole file in order, without gap or overlap', () => {
    fc.assert(
      fc.property(sizes, (sizeBytes) => {
        const plan = planChunks(sizeBytes);
        let next = 0;
        for (let index = 0; index < plan.totalChunkCount; index++) {
          const { firstByte, lastByte } = plan.range(index);
          expect(firstByte).toBe(next);
          expect(lastByte).toBeGreaterThanOrEqual(firstByte);
          next = lastByte + 1;
        }
        expect(next).toBe(sizeBytes);
      }),
    );
  });

  it.each([
    { size: 1, chunk: 1, count: 1, last: 1 },
    { size: 4_194_304, chunk: 4_194_304, count: 1, last: 4_194_304 },
    { size: 64_000_000, chunk: 64_000_000, count: 1, last: 64_000_000 },
    { size: 64_000_001, chunk: 32_000_000, count: 2, last: 32_000_001 },
    { size: 66_259_900, chunk: 33_129_950, count: 2, last: 33_129_950 },
    { size: 94_000_000, chunk: 33_554_432, count: 2, last: 60_445_568 },
    { size: 158_008_374, chunk: 33_554_432, count: 4, last: 57_345_078 },
    { size: FOUR_GB, chunk: 33_554_432, count: 128, last: 33_554_432 },
  ])('cuts $size bytes into $count of $chunk, the last of $last', ({ size, chunk, count, last }) => {
    const plan = planChunks(size);
    const { firstByte, lastByte } = plan.range(count - 1);
    expect([plan.chunkSizeBytes, plan.totalChunkCount, lastByte - firstByte + 1]).toEqual([
      chunk,
      count,
      last,
    ]);
  });

  it('refuses a video above 4 GB with the size and the bound', () => {
    expect(() => planChunks(FOUR_GB + 1)).toThrow(MediaTooLargeError);
    expect(() => planChunks(FOUR_GB + 1)).toThrow(
      expect.objectContaining({
        code: 'media_too_large',
        measured: FOUR_GB + 1,
        allowed: { min: 1, max: FOUR_GB },
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s as a size', (size) => {
    expect(() => planChunks(size)).toThrow(MediaSizeInvalidError);
  });

  it.each([-1, 2, 0.5])('has no chunk %s in a plan of two', (index) => {
    expect(() => planChunks(94_000_000).range(index)).toThrow(RangeError);
  });
});

describe('chunkPlan', () => {
  it("accepts the guide's own example of 10 MB chunks", () => {
    const plan = chunkPlan(50_000_123, 10_000_000);
    expect(plan.totalChunkCount).toBe(5);
    expect(plan.range(4)).toEqual({ firstByte: 40_000_000, lastByte: 50_000_122 });
  });

  it.each([
    ['a single chunk that is smaller than its video', 94_000_000, 64_000_000],
    ['a chunk above 64 MB', 200_000_000, 64_000_001],
    ['a chunk below 5 MB', 20_000_000, 5_242_879],
    ['a chunk larger than the video', 4_000_000, 4_000_001],
  ])('refuses %s', (_rule, size, chunk) => {
    expect(() => chunkPlan(size, chunk)).toThrow(MediaSizeInvalidError);
  });
});
