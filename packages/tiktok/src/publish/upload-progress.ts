import type { TikTokErrorCode } from '../error-codes.ts';
import { TikTokError } from '../errors.ts';
import type { ByteRange, ChunkPlan } from './chunks.ts';
import type { RangeAnswer } from './send-range.ts';

const RANGE = /^bytes\s+\d+-(\d+)\/(\d+|\*)$/;

/**
 * How many bytes TikTok has, out of the `Content-Range: bytes 0-{UPLOADED_BYTES}/{TOTAL}` of its answer.
 *
 * The guide leaves open whether the figure is a count or the position of the last byte. Progress moves in whole
 * chunks, so the reading that falls on the edge of a chunk is the right one.
 *
 * @returns `null` when the header is missing, says nothing, or speaks of another file
 * @see Media Transfer Guide (checked 2026-11)
 */
export function acknowledgedBytes(contentRange: string | null, plan: ChunkPlan): number | null {
  const match = RANGE.exec(contentRange?.trim() ?? '');
  if (!match) return null;
  const [, uploaded, total] = match;
  if (total !== '*' && Number(total) !== plan.sizeBytes) return null;
  const asLastByte = Number(uploaded) + 1;
  const asCount = Number(uploaded);
  if (isEdge(asLastByte, plan)) return asLastByte;
  if (isEdge(asCount, plan)) return asCount;
  return asLastByte < plan.sizeBytes ? asLastByte : null;
}

function isEdge(bytes: number, plan: ChunkPlan): boolean {
  if (bytes === plan.sizeBytes) return true;
  return bytes % plan.chunkSizeBytes === 0 && bytes / plan.chunkSizeBytes < plan.totalChunkCount;
}

/** The chunk that a position lies in. */
export function chunkIndexAt(byte: number, plan: ChunkPlan): number {
  return Math.min(Math.floor(byte / plan.chunkSizeBytes), plan.totalChunkCount - 1);
}

/** Where TikTok stands after an answer, when it said so; and what is wrong, unless that is ahead of the range. */
export type Placement = { position: number; error: null } | { position: number | null; error: TikTokError };

/**
 * Reads the answer to one range.
 *
 * @see Media Transfer Guide (checked 2026-11)
 */
export function readAnswer(answer: RangeAnswer, range: ByteRange, plan: ChunkPlan): Placement {
  const { httpStatus, contentRange, logId } = answer;
  if (httpStatus === 201) return { position: plan.sizeBytes, error: null };
  const saysPosition = httpStatus === 206 || httpStatus === 416;
  const stated = saysPosition ? acknowledgedBytes(contentRange, plan) : null;
  // A 206 without a usable header still says that this chunk was stored.
  if (httpStatus === 206 && stated === null) return { position: range.lastByte + 1, error: null };
  if (stated !== null && stated > range.firstByte) return { position: stated, error: null };
  const error = new TikTokError({ endpoint: 'upload', code: codeOf(httpStatus), httpStatus, logId });
  return { position: stated, error };
}

function codeOf(httpStatus: number): TikTokErrorCode {
  if (httpStatus === 206 || httpStatus === 416) return 'upload_range_mismatch';
  if (httpStatus === 403) return 'upload_url_expired';
  if (httpStatus === 404) return 'upload_task_not_found';
  if (httpStatus === 429) return 'rate_limit_exceeded';
  if (httpStatus === 408 || httpStatus >= 500) return 'upload_gateway_error';
  return httpStatus >= 400 ? 'upload_rejected' : 'malformed_answer';
}
