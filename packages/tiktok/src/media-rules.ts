import { MAX_VIDEO_BYTES } from './publish/chunks.ts';

/** What a probe found out about a video. */
export type VideoFacts = {
  /** `mp4`, `mov`, `webm`, or whatever it is. */
  container: string;
  /** `h264`, `h265`, `vp8`, `vp9`, or whatever it is. */
  videoCodec: string;
  /** As shown, after rotation. Pixels. */
  width: number;
  height: number;
  framesPerSecond: number;
  durationSeconds: number;
  sizeBytes: number;
};

/** What a probe found out about a photo. */
export type ImageFacts = {
  /** `jpeg`, `webp`, or whatever it is. */
  format: string;
  width: number;
  height: number;
  sizeBytes: number;
};

export type MediaProblemCode =
  | 'container_not_supported'
  | 'codec_not_supported'
  | 'format_not_supported'
  | 'frame_rate_out_of_range'
  | 'side_out_of_range'
  | 'picture_too_large'
  | 'duration_missing'
  | 'duration_too_long'
  | 'file_empty'
  | 'file_too_large';

/** One rule that a file breaks. */
export type MediaProblem = {
  code: MediaProblemCode;
  /** Name of the fact. */
  field: string;
  measured: string | number;
  /** What TikTok takes, for people to read. */
  allowed: string;
  sentence: string;
};

// Media Transfer Guide (checked 2026-11). Sizes are in the guide's own unit, where a megabyte is 2^20 bytes.
export const VIDEO_CONTAINERS = ['mp4', 'mov', 'webm'] as const;
export const VIDEO_CODECS = ['h264', 'h265', 'vp8', 'vp9'] as const;
export const MIN_FRAMES_PER_SECOND = 23;
export const MAX_FRAMES_PER_SECOND = 60;
export const MIN_VIDEO_SIDE_PIXELS = 360;
export const MAX_VIDEO_SIDE_PIXELS = 4096;
/** Longest video that an inbox upload takes. A direct post is bound by the creator's own maximum. */
export const MAX_INBOX_VIDEO_SECONDS = 600;
export const IMAGE_FORMATS = ['jpeg', 'webp'] as const;
export const MAX_IMAGE_BYTES = 20_971_520;
/** "Maximum 1080p": the guide does not say of which side, so a photo must fit either way round. */
export const MAX_IMAGE_SHORT_SIDE_PIXELS = 1080;
export const MAX_IMAGE_LONG_SIDE_PIXELS = 1920;

/**
 * Every rule that a video breaks, in a fixed order; empty when TikTok should take it. TikTok itself checks only
 * after the upload.
 *
 * @param limits.maxDurationSeconds the creator's own maximum from their creator info; left out: not checked
 */
export function checkVideo(facts: VideoFacts, limits: { maxDurationSeconds?: number } = {}): MediaProblem[] {
  return [
    ...oneOf('container_not_supported', 'container', facts.container, VIDEO_CONTAINERS, 'The video is a'),
    ...oneOf('codec_not_supported', 'videoCodec', facts.videoCodec, VIDEO_CODECS, 'The video is encoded as'),
    ...frameRate(facts.framesPerSecond),
    ...side('width', facts.width),
    ...side('height', facts.height),
    ...duration(facts.durationSeconds, limits.maxDurationSeconds),
    ...size(facts.sizeBytes, MAX_VIDEO_BYTES, '4 GB'),
  ];
}

/** Every rule that a photo breaks, in a fixed order; empty when TikTok should take it. */
export function checkImage(facts: ImageFacts): MediaProblem[] {
  return [
    ...oneOf('format_not_supported', 'format', facts.format, IMAGE_FORMATS, 'The photo is a'),
    ...picture(facts.width, facts.height),
    ...size(facts.sizeBytes, MAX_IMAGE_BYTES, '20 MB'),
  ];
}

function oneOf(
  code: MediaProblemCode,
  field: string,
  measured: string,
  supported: readonly string[],
  subject: string,
): MediaProblem[] {
  if (supported.includes(measured)) return [];
  const allowed = supported.map((name) => name.toUpperCase()).join(', ');
  const sentence = `${subject} ${measured || 'file of an unknown kind'}; TikTok takes ${allowed}.`;
  return [{ code, field, measured, allowed, sentence }];
}

function frameRate(framesPerSecond: number): MediaProblem[] {
  // Probes compute a rate out of timestamps, so 60 may come out as 60.0002.
  const measured = Math.round(framesPerSecond * 100) / 100;
  if (measured >= MIN_FRAMES_PER_SECOND && measured <= MAX_FRAMES_PER_SECOND) return [];
  const allowed = `${MIN_FRAMES_PER_SECOND}–${MAX_FRAMES_PER_SECOND} fps`;
  const sentence = `The video has ${measured} frames per second; TikTok takes ${allowed}.`;
  return [{ code: 'frame_rate_out_of_range', field: 'framesPerSecond', measured, allowed, sentence }];
}

function side(field: 'width' | 'height', measured: number): MediaProblem[] {
  if (measured >= MIN_VIDEO_SIDE_PIXELS && measured <= MAX_VIDEO_SIDE_PIXELS) return [];
  const allowed = `${MIN_VIDEO_SIDE_PIXELS}–${MAX_VIDEO_SIDE_PIXELS} px`;
  const sentence = `The ${field} of the video is ${measured} px; TikTok takes ${allowed}.`;
  return [{ code: 'side_out_of_range', field, measured, allowed, sentence }];
}

function duration(measured: number, maxSeconds: number | undefined): MediaProblem[] {
  const field = 'durationSeconds';
  if (!(measured > 0)) {
    const sentence = 'The video has no length.';
    return [{ code: 'duration_missing', field, measured, allowed: 'more than 0 s', sentence }];
  }
  if (maxSeconds === undefined || measured <= maxSeconds) return [];
  const allowed = `at most ${maxSeconds} s`;
  const shown = Math.round(measured * 100) / 100;
  const sentence = `The video is ${shown} s long; this account may post ${allowed}.`;
  return [{ code: 'duration_too_long', field, measured, allowed, sentence }];
}

function picture(width: number, height: number): MediaProblem[] {
  const [short, long] = width < height ? [width, height] : [height, width];
  const fits = short >= 1 && short <= MAX_IMAGE_SHORT_SIDE_PIXELS && long <= MAX_IMAGE_LONG_SIDE_PIXELS;
  if (fits) return [];
  const allowed = '1080×1920 px or 1920×1080 px at most';
  const measured = `${width}×${height}`;
  const sentence = `The photo is ${measured} px; TikTok takes ${allowed}.`;
  return [{ code: 'picture_too_large', field: 'width, height', measured, allowed, sentence }];
}

function size(measured: number, maxBytes: number, shownMaximum: string): MediaProblem[] {
  const field = 'sizeBytes';
  if (!(measured >= 1)) {
    return [
      { code: 'file_empty', field, measured, allowed: 'at least 1 byte', sentence: 'The file is empty.' },
    ];
  }
  if (measured <= maxBytes) return [];
  const sentence = `The file has ${measured} bytes; TikTok takes at most ${shownMaximum}.`;
  return [{ code: 'file_too_large', field, measured, allowed: `at most ${maxBytes} bytes`, sentence }];
}
