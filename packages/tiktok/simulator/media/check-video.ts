import type { MediaFile } from '../world/entities.ts';
import type { VideoReading } from './measure-video.ts';
import { readVideo } from './read-video.ts';

export type MediaCheck = {
  /** What was measured, as far as measuring got. */
  facts: Partial<MediaFile>;
  /** TikTok's `fail_reason`, or null when the file is acceptable. */
  failReason: string | null;
};

/** Video restrictions of the "Media Transfer Guide" (checked 2026-11). */
const CODECS: readonly (string | null)[] = ['avc', 'hevc', 'vp8', 'vp9'];
const FRAMES_PER_SECOND = { min: 23, max: 60 };
const SIDE_PIXELS = { min: 360, max: 4096 };
/** Averages of real files miss the nominal rate by a little. */
const RATE_TOLERANCE = 0.05;
/** Audio tracks outlast the picture by a fraction of a frame. */
const DURATION_TOLERANCE_SECONDS = 0.1;

/**
 * Reads a video file and holds it against TikTok's restrictions: format, then duration, frame rate
 * and picture size.
 *
 * @throws AbortError when the signal aborts
 */
export async function checkVideo(
  path: string,
  bounds: { longestSeconds: number; timeLimitMs: number; signal: AbortSignal },
): Promise<MediaCheck> {
  const reading = await readVideo(path, bounds);
  if (reading === null) return { facts: {}, failReason: 'file_format_check_failed' };
  const { codec: _, ...facts } = reading;
  return { facts, failReason: failReasonOf(reading, bounds.longestSeconds) };
}

function failReasonOf(reading: VideoReading, longestSeconds: number): string | null {
  if (!CODECS.includes(reading.codec)) return 'file_format_check_failed';
  const { durationSeconds, framesPerSecond } = reading;
  if (!(durationSeconds > 0) || durationSeconds > longestSeconds + DURATION_TOLERANCE_SECONDS)
    return 'duration_check_failed';
  const slowest = FRAMES_PER_SECOND.min - RATE_TOLERANCE;
  const fastest = FRAMES_PER_SECOND.max + RATE_TOLERANCE;
  if (framesPerSecond < slowest || framesPerSecond > fastest) return 'frame_rate_check_failed';
  const sides = [reading.width, reading.height];
  const fits = sides.every((side) => side >= SIDE_PIXELS.min && side <= SIDE_PIXELS.max);
  return fits ? null : 'picture_size_check_failed';
}
