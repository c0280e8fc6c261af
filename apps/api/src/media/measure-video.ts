import {
  ADTS,
  EncodedPacketSink,
  FilePathSource,
  FLAC,
  Input,
  type InputFormat,
  type InputVideoTrack,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';

/** What was measured in a video file. */
type VideoMeasurements = {
  /** "mp4", "mov", "webm", or another format's name. */
  container: string;
  contentType: string;
  /** "h264", "h265", "vp8", "vp9", "av1", or the container's own name for another codec. */
  videoCodec: string;
  audioCodec: string | null;
  /** Pixels as shown: after rotation and pixel aspect ratio. */
  width: number;
  height: number;
  framesPerSecond: number;
  durationSeconds: number;
};

export type VideoReading =
  | { kind: 'video'; measured: VideoMeasurements }
  /** A known file format without a picture. */
  | { kind: 'no_video_track'; container: string }
  /** The index is there, the end of the picture data is not. */
  | { kind: 'truncated'; measured: VideoMeasurements }
  | { kind: 'unreadable' };

/** Playlist formats are left out on purpose: reading one opens whatever files and addresses it names. */
const FORMATS = [MP4, QTFF, WEBM, MATROSKA, MPEG_TS, OGG, MP3, WAVE, FLAC, ADTS];

const CONTAINERS = new Map<InputFormat, string>([
  [MP4, 'mp4'],
  [QTFF, 'mov'],
  [WEBM, 'webm'],
  [MATROSKA, 'mkv'],
  [MPEG_TS, 'mpeg-ts'],
  [OGG, 'ogg'],
  [MP3, 'mp3'],
  [WAVE, 'wav'],
  [FLAC, 'flac'],
  [ADTS, 'aac'],
]);

const VIDEO_CODECS: Record<string, string> = { avc: 'h264', hevc: 'h265' };

const PACKETS_READ_FOR_RATE = 600;

/**
 * Measures a video file without decoding its frames. The file may be malformed so that this never ends or takes all
 * memory, see `readVideo` for the safe way.
 *
 * @throws when the disk fails
 */
export async function measureVideo(path: string): Promise<VideoReading> {
  const input = new Input({
    formats: FORMATS,
    source: new FilePathSource(path, { handleUnhandledError: () => undefined }),
  });
  try {
    return await read(input);
  } catch (error) {
    if (isDiskFailure(error)) throw error;
    return { kind: 'unreadable' };
  } finally {
    input.dispose();
  }
}

async function read(input: Input): Promise<VideoReading> {
  const format = await input.getFormat();
  const container = CONTAINERS.get(format) ?? format.name.toLowerCase();
  const track = await input.getPrimaryVideoTrack();
  if (!track) {
    const tracks = await input.getTracks();
    return tracks.length > 0 ? { kind: 'no_video_track', container } : { kind: 'unreadable' };
  }

  const audio = await input.getPrimaryAudioTrack();
  const measured = {
    container,
    contentType: format.mimeType,
    videoCodec: await nameCodec(await track.getCodec(), track),
    audioCodec: audio && ((await audio.getCodec()) ?? textOf(await audio.getInternalCodecId()) ?? 'unknown'),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    framesPerSecond: round(await frameRate(track)),
    durationSeconds: round((await input.getDurationFromMetadata()) ?? (await input.computeDuration())),
  };
  return { kind: (await endsEarly(track)) ? 'truncated' : 'video', measured };
}

async function nameCodec(codec: string | null, track: InputVideoTrack): Promise<string> {
  if (codec) return VIDEO_CODECS[codec] ?? codec;
  return textOf(await track.getInternalCodecId()) ?? 'unknown';
}

/**
 * The average, because players and TikTok see that; where the timestamps lie on an even lattice that is nearly the
 * average, its exact rate, because WebM's milliseconds make 59.94 out of 60.
 */
async function frameRate(track: InputVideoTrack): Promise<number> {
  const { averagePacketRate: average } = await track.computePacketStats(PACKETS_READ_FOR_RATE);
  const { underlyingFrameRate: even } = await track.computeFrameRateMetrics({
    targetPacketCount: PACKETS_READ_FOR_RATE,
  });
  return even !== null && Math.abs(average - even) <= even * 0.02 ? even : average;
}

/** An interrupted export keeps an index that promises frames which are not in the file. */
async function endsEarly(track: InputVideoTrack): Promise<boolean> {
  return (await new EncodedPacketSink(track).getPacket(Infinity)) === null;
}

function textOf(codecId: string | number | Uint8Array | null): string | null {
  if (typeof codecId === 'string') return codecId.replace(/[^\x20-\x7e]/g, '').slice(0, 32) || null;
  return typeof codecId === 'number' ? String(codecId) : null;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function isDiskFailure(error: unknown): boolean {
  return error instanceof Error && 'errno' in error && 'syscall' in error;
}
