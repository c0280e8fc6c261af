import { z } from 'zod';
import type { ApiAnswer } from '../request.ts';
import { wireText } from '../wire.ts';
import type { ChunkPlan } from './chunks.ts';

/** Where the bytes of a video come from. */
export type VideoSource =
  | { source: 'FILE_UPLOAD'; plan: ChunkPlan }
  /** `https`, no redirects, on a host or prefix that is verified for the app, reachable for at least an hour. */
  | { source: 'PULL_FROM_URL'; videoUrl: string };

/** A publish that TikTok has accepted. Save `publishId` at once: nothing else leads back to it. */
export type PublishInit = {
  /** Opaque. */
  publishId: string;
  /** Always there for FILE_UPLOAD, and only then. A secret: whoever has it can send the video. */
  uploadUrl: string | null;
  /** When the last byte must have arrived: an hour after the init was sent. */
  uploadUrlExpiresAt: Date | null;
  logId: string | null;
};

/** Media Transfer Guide (checked 2026-11). */
export const UPLOAD_URL_LIFETIME_MS = 3_600_000;

const publishId = z.string().min(1);

/** For everything that TikTok pulls. */
export const initSchema = z.object({ publish_id: publishId, upload_url: wireText });

/** For FILE_UPLOAD, which is nothing without its URL. */
const fileInitSchema = z.object({ publish_id: publishId, upload_url: z.string().min(1) });

export function initSchemaFor(source: VideoSource): z.ZodType<z.output<typeof initSchema>> {
  return source.source === 'FILE_UPLOAD' ? fileInitSchema : initSchema;
}

/** `source_info` of the two video endpoints. */
export function sourceInfo(source: VideoSource): Record<string, unknown> {
  if (source.source === 'PULL_FROM_URL') return { source: 'PULL_FROM_URL', video_url: source.videoUrl };
  const { sizeBytes, chunkSizeBytes, totalChunkCount } = source.plan;
  return {
    source: 'FILE_UPLOAD',
    video_size: sizeBytes,
    chunk_size: chunkSizeBytes,
    total_chunk_count: totalChunkCount,
  };
}

/** What must not reach a log: a pull URL is usually signed. */
export function sourceSecrets(source: VideoSource): string[] {
  return source.source === 'PULL_FROM_URL' ? [source.videoUrl] : [];
}

export function toPublishInit({ data, logId, sentAt }: ApiAnswer<z.output<typeof initSchema>>): PublishInit {
  const uploadUrl = data.upload_url;
  return {
    publishId: data.publish_id,
    uploadUrl,
    uploadUrlExpiresAt: uploadUrl === null ? null : new Date(sentAt.getTime() + UPLOAD_URL_LIFETIME_MS),
    logId,
  };
}
