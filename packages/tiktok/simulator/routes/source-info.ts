import { z } from 'zod';
import { ApiError } from '../http/api-error.ts';
import type { UploadPlan } from '../publish/create-task.ts';
import type { World } from '../world/world.ts';
import { checkPullUrl } from './pull-url.ts';

const bytes = z.int();

export const VideoSource = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('FILE_UPLOAD'),
    video_size: bytes,
    chunk_size: bytes,
    total_chunk_count: bytes,
  }),
  z.strictObject({ source: z.literal('PULL_FROM_URL'), video_url: z.string() }),
]);
export type VideoSource = z.infer<typeof VideoSource>;

/** The upload plan or the URLs of a request. URL ownership is checked apart, later in the order. */
export function transferOf(world: World, source: VideoSource): { upload: UploadPlan } | { urls: string[] } {
  if (source.source === 'PULL_FROM_URL') return { urls: [source.video_url] };
  const plan = {
    videoSize: source.video_size,
    chunkSize: source.chunk_size,
    chunkCount: source.total_chunk_count,
  };
  checkChunkPlan(plan, world.settings.megabyteBytes);
  return { upload: plan };
}

export function checkOwnership(world: World, transfer: { upload: UploadPlan } | { urls: string[] }): void {
  if ('urls' in transfer) for (const url of transfer.urls) checkPullUrl(world, url);
}

const LARGEST_VIDEO_BYTES = 4 * 2 ** 30;
const SMALLEST_CHUNK_MB = 5;
const LARGEST_CHUNK_MB = 64;
const MOST_CHUNKS = 1_000;

/**
 * The chunk rules of the "Media Transfer Guide" (checked 2026-11), with TikTok's own sentences.
 *
 * @throws ApiError `invalid_params`
 */
function checkChunkPlan(plan: UploadPlan, megabyteBytes: number): void {
  const { videoSize, chunkSize, chunkCount } = plan;
  const refuse = (message: string) => new ApiError('invalid_params', message);
  if (videoSize < 1 || videoSize > LARGEST_VIDEO_BYTES) throw refuse('The video size is invalid');
  if (chunkSize < 1 || chunkSize > videoSize || chunkSize > LARGEST_CHUNK_MB * megabyteBytes)
    throw refuse('The chunk size is invalid');
  const whole = chunkSize === videoSize;
  if (!whole && chunkSize < SMALLEST_CHUNK_MB * megabyteBytes) throw refuse('The chunk size is invalid');
  // One chunk must be the whole file, even where floor(size / chunk) is 1.
  if (chunkCount === 1 && !whole) throw refuse('The chunk size is invalid');
  if (chunkCount < 1 || chunkCount > MOST_CHUNKS || chunkCount !== Math.floor(videoSize / chunkSize))
    throw refuse('The total chunk count is invalid');
}
