import { checkVideo, VIDEO_CODECS, VIDEO_CONTAINERS } from '@airdate/tiktok';
import type { VideoReading } from './measure-video.ts';
import type { StoredProblem } from './media-asset.ts';

const ALLOWED_FORMATS = `${list(VIDEO_CONTAINERS)} with ${list(VIDEO_CODECS)}`;

/** Every reason for which TikTok would refuse the file, in a fixed order; empty when it should take it. */
export function findVideoProblems(reading: VideoReading, sizeBytes: number): StoredProblem[] {
  switch (reading.kind) {
    case 'unreadable':
      return [
        {
          code: 'file_format_check_failed',
          field: 'container',
          measured: 'not a video',
          allowed: ALLOWED_FORMATS,
          sentence: `This file is not a video that can be read, whatever its name says. Export it as ${ALLOWED_FORMATS}.`,
        },
      ];
    case 'no_video_track':
      return [
        {
          code: 'video_track_missing',
          field: 'videoCodec',
          measured: `${reading.container} without a picture`,
          allowed: ALLOWED_FORMATS,
          sentence: 'This file has sound or other data, but no picture. Export it as a video.',
        },
      ];
    case 'truncated':
      return [
        {
          code: 'file_truncated',
          field: 'sizeBytes',
          measured: `${sizeBytes} bytes`,
          allowed: 'a complete file',
          sentence: 'The end of this video is missing. Export or copy it again, then upload the new file.',
        },
        ...brokenRules(reading.measured, sizeBytes),
      ];
    case 'video':
      return brokenRules(reading.measured, sizeBytes);
  }
}

function brokenRules(
  measured: Extract<VideoReading, { kind: 'video' }>['measured'],
  sizeBytes: number,
): StoredProblem[] {
  return checkVideo({ ...measured, sizeBytes }).map((problem) => ({
    ...problem,
    measured: String(problem.measured),
  }));
}

function list(names: readonly string[]): string {
  const upper = names.map((name) => name.toUpperCase());
  return `${upper.slice(0, -1).join(', ')} or ${upper.at(-1)}`;
}
