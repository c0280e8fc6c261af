import { MediaSizeInvalidError, MediaTooLargeError } from '../errors.ts';

// Media Transfer Guide (checked 2026-11). It says MB and means 2^20 in its example, yet 64 MB is enforced as 10^6
// by some readings: every plan stays inside both.
/** Smallest chunk but for a video that is smaller itself. */
export const MIN_CHUNK_BYTES = 5_242_880;
/** Largest chunk but for the last one. */
export const MAX_CHUNK_BYTES = 64_000_000;
/** Largest last chunk, which takes the remainder. */
export const MAX_LAST_CHUNK_BYTES = 128_000_000;
export const MAX_CHUNK_COUNT = 1000;
/** 4 GB in the guide's own unit. */
export const MAX_VIDEO_BYTES = 4_294_967_296;

const USUAL_CHUNK_BYTES = 33_554_432;

/** How a video is cut. The first four fields are what an init declares. */
export type ChunkPlan = {
  readonly sizeBytes: number;
  readonly chunkSizeBytes: number;
  /** `floor(size / chunk size)`: the remainder joins the last chunk. */
  readonly totalChunkCount: number;
  /**
   * Positions of the first and the last byte of a chunk, both inclusive.
   *
   * @param index 0-based
   * @throws RangeError outside the plan
   */
  readonly range: (index: number) => ByteRange;
};

export type ByteRange = {
  readonly firstByte: number;
  readonly lastByte: number;
};

/**
 * Cuts a video into the chunks TikTok accepts. A video of up to 64 000 000 bytes is one chunk of its own size; a
 * larger one has at least two, because a single chunk that is smaller than its video is refused.
 *
 * @param sizeBytes whole file, 1 byte to 4 GB
 * @throws MediaSizeInvalidError unless it is a positive whole number
 * @throws MediaTooLargeError above {@link MAX_VIDEO_BYTES}
 * @see Content Posting API, Media Transfer Guide (checked 2026-11)
 */
export function planChunks(sizeBytes: number): ChunkPlan {
  const allowed = { min: 1, max: MAX_VIDEO_BYTES };
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1) {
    throw new MediaSizeInvalidError('sizeBytes', sizeBytes, allowed);
  }
  if (sizeBytes > MAX_VIDEO_BYTES) throw new MediaTooLargeError('sizeBytes', sizeBytes, allowed);
  const chunkSizeBytes =
    sizeBytes <= MAX_CHUNK_BYTES ? sizeBytes : Math.min(USUAL_CHUNK_BYTES, Math.floor(sizeBytes / 2));
  return chunkPlan(sizeBytes, chunkSizeBytes);
}

/**
 * The plan for a chunk size that was chosen before, as when an upload is resumed from stored numbers.
 *
 * @throws MediaSizeInvalidError when the sizes break a rule of the guide
 */
export function chunkPlan(sizeBytes: number, chunkSizeBytes: number): ChunkPlan {
  const totalChunkCount = Math.floor(sizeBytes / chunkSizeBytes);
  const lastChunkBytes = sizeBytes - (totalChunkCount - 1) * chunkSizeBytes;
  const single = totalChunkCount === 1 && chunkSizeBytes === sizeBytes;
  const legal =
    totalChunkCount >= 1 &&
    totalChunkCount <= MAX_CHUNK_COUNT &&
    chunkSizeBytes <= MAX_CHUNK_BYTES &&
    lastChunkBytes <= MAX_LAST_CHUNK_BYTES &&
    (single || (totalChunkCount > 1 && chunkSizeBytes >= MIN_CHUNK_BYTES));
  if (!legal) {
    const allowed = { min: Math.min(sizeBytes, MIN_CHUNK_BYTES), max: Math.min(sizeBytes, MAX_CHUNK_BYTES) };
    throw new MediaSizeInvalidError('chunkSizeBytes', chunkSizeBytes, allowed);
  }
  return {
    sizeBytes,
    chunkSizeBytes,
    totalChunkCount,
    range(index) {
      if (!Number.isInteger(index) || index < 0 || index >= totalChunkCount) {
        throw new RangeError(`chunk ${index} of ${totalChunkCount}`);
      }
      const firstByte = index * chunkSizeBytes;
      const isLast = index === totalChunkCount - 1;
      return { firstByte, lastByte: isLast ? sizeBytes - 1 : firstByte + chunkSizeBytes - 1 };
    },
  };
}
