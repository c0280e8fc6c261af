import { FilePathSource, Input, MP4, QTFF, WEBM } from 'mediabunny';

/** What was found in a video file. */
export type VideoReading = {
  /** As mediabunny names it, or null for one that it does not know. */
  codec: string | null;
  contentType: string;
  width: number;
  height: number;
  durationSeconds: number;
  framesPerSecond: number;
};

const PACKETS_READ_FOR_RATE = 600;

/** Reads an MP4, MOV or WebM file; null when it is none of them or has no picture. */
export async function measureVideo(path: string): Promise<VideoReading | null> {
  const input = new Input({
    formats: [MP4, QTFF, WEBM],
    source: new FilePathSource(path, { handleUnhandledError: () => undefined }),
  });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) return null;
    const { mimeType } = await input.getFormat();
    const stats = await track.computePacketStats(PACKETS_READ_FOR_RATE);
    return {
      codec: await track.getCodec(),
      contentType: mimeType,
      width: await track.getDisplayWidth(),
      height: await track.getDisplayHeight(),
      durationSeconds: (await input.getDurationFromMetadata()) ?? (await input.computeDuration()),
      framesPerSecond: Math.round(stats.averagePacketRate * 1000) / 1000,
    };
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
