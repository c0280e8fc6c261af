import { FilePathSource, Input, type InputVideoTrack, MP4, QTFF, WEBM } from 'mediabunny';
import type { MediaFile } from '../world/entities.ts';

export type MediaVerdict = {
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
const PACKETS_READ_FOR_RATE = 600;

/**
 * Reads a video file and holds it against TikTok's restrictions: format, then duration, frame rate
 * and picture size.
 */
export async function judgeVideo(path: string, limits: { longestSeconds: number }): Promise<MediaVerdict> {
  const input = new Input({
    formats: [MP4, QTFF, WEBM],
    source: new FilePathSource(path, { handleUnhandledError: () => undefined }),
  });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return { facts: {}, failReason: 'file_format_check_failed' };
    const format = await input.getFormat();
    const facts = await measure(input, track, format.mimeType);
    return { facts, failReason: failReasonOf(facts, await track.getCodec(), limits.longestSeconds) };
  } catch {
    return { facts: {}, failReason: 'file_format_check_failed' };
  } finally {
    input.dispose();
  }
}

type Facts = { width: number; height: number; durationSeconds: number; framesPerSecond: number };

async function measure(input: Input, track: InputVideoTrack, contentType: string) {
  const stats = await track.computePacketStats(PACKETS_READ_FOR_RATE);
  return {
    contentType,
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    durationSeconds: (await input.getDurationFromMetadata()) ?? (await input.computeDuration()),
    framesPerSecond: Math.round(stats.averagePacketRate * 1000) / 1000,
  };
}

function failReasonOf(facts: Facts, codec: string | null, longestSeconds: number): string | null {
  if (!CODECS.includes(codec)) return 'file_format_check_failed';
  if (!(facts.durationSeconds > 0) || facts.durationSeconds > longestSeconds + DURATION_TOLERANCE_SECONDS)
    return 'duration_check_failed';
  const rate = facts.framesPerSecond;
  if (rate < FRAMES_PER_SECOND.min - RATE_TOLERANCE || rate > FRAMES_PER_SECOND.max + RATE_TOLERANCE)
    return 'frame_rate_check_failed';
  const sides = [facts.width, facts.height];
  const fits = sides.every((side) => side >= SIDE_PIXELS.min && side <= SIDE_PIXELS.max);
  return fits ? null : 'picture_size_check_failed';
}
