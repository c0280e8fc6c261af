import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageFacts, VideoFacts } from './media-rules.ts';
import { checkImage, checkVideo } from './media-rules.ts';

const video: VideoFacts = {
  container: 'mp4',
  videoCodec: 'h264',
  width: 1080,
  height: 1920,
  framesPerSecond: 30,
  durationSeconds: 15,
  sizeBytes: 1_000_000,
};
const image: ImageFacts = { format: 'jpeg', width: 1080, height: 1920, sizeBytes: 500_000 };

describe('checkVideo', () => {
  it.each<Partial<VideoFacts>>([
    {},
    { container: 'mov' },
    { container: 'webm', videoCodec: 'vp9' },
    { videoCodec: 'h265' },
    { videoCodec: 'vp8' },
    { framesPerSecond: 23 },
    { framesPerSecond: 23.976 },
    { framesPerSecond: 60 },
    { framesPerSecond: 60.0002 },
    { width: 360 },
    { height: 4096 },
    { durationSeconds: 300 },
    { sizeBytes: 1 },
    { sizeBytes: 4_294_967_296 },
  ])('accepts %j', (change) => {
    expect(checkVideo({ ...video, ...change }, { maxDurationSeconds: 300 })).toEqual([]);
  });

  it.each<[Partial<VideoFacts>, string, string]>([
    [{ container: 'avi' }, 'container_not_supported', 'container'],
    [{ container: '' }, 'container_not_supported', 'container'],
    [{ videoCodec: 'av1' }, 'codec_not_supported', 'videoCodec'],
    [{ framesPerSecond: 22.99 }, 'frame_rate_out_of_range', 'framesPerSecond'],
    [{ framesPerSecond: 60.01 }, 'frame_rate_out_of_range', 'framesPerSecond'],
    [{ framesPerSecond: Number.NaN }, 'frame_rate_out_of_range', 'framesPerSecond'],
    [{ width: 359 }, 'side_out_of_range', 'width'],
    [{ width: 4097 }, 'side_out_of_range', 'width'],
    [{ height: 359 }, 'side_out_of_range', 'height'],
    [{ height: 4097 }, 'side_out_of_range', 'height'],
    [{ durationSeconds: 0 }, 'duration_missing', 'durationSeconds'],
    [{ durationSeconds: 300.01 }, 'duration_too_long', 'durationSeconds'],
    [{ sizeBytes: 0 }, 'file_empty', 'sizeBytes'],
    [{ sizeBytes: 4_294_967_297 }, 'file_too_large', 'sizeBytes'],
  ])('refuses %j as %s', (change, code, field) => {
    const problems = checkVideo({ ...video, ...change }, { maxDurationSeconds: 300 });
    expect(problems).toMatchObject([{ code, field, sentence: expect.stringMatching(/\.$/) }]);
  });

  it('leaves the length alone when the maximum of the creator is not known', () => {
    expect(checkVideo({ ...video, durationSeconds: 9999 })).toEqual([]);
  });

  it('names every problem at once, with what was measured and what is allowed', () => {
    const facts = {
      container: 'avi',
      videoCodec: 'mpeg2',
      width: 100,
      height: 5000,
      framesPerSecond: 15,
      durationSeconds: 700,
      sizeBytes: 5e9,
    };
    expect(
      checkVideo(facts, { maxDurationSeconds: 600 }).map(({ code, measured, allowed }) => [
        code,
        measured,
        allowed,
      ]),
    ).toEqual([
      ['container_not_supported', 'avi', 'MP4, MOV, WEBM'],
      ['codec_not_supported', 'mpeg2', 'H264, H265, VP8, VP9'],
      ['frame_rate_out_of_range', 15, '23–60 fps'],
      ['side_out_of_range', 100, '360–4096 px'],
      ['side_out_of_range', 5000, '360–4096 px'],
      ['duration_too_long', 700, 'at most 600 s'],
      ['file_too_large', 5e9, 'at most 4294967296 bytes'],
    ]);
  });
});

describe('checkImage', () => {
  it.each<Partial<ImageFacts>>([
    {},
    { format: 'webp' },
    { width: 1920, height: 1080 },
    { width: 1, height: 1 },
    { sizeBytes: 20_971_520 },
  ])('accepts %j', (change) => {
    expect(checkImage({ ...image, ...change })).toEqual([]);
  });

  it.each<[Partial<ImageFacts>, string]>([
    [{ format: 'png' }, 'format_not_supported'],
    [{ width: 1081, height: 1920 }, 'picture_too_large'],
    [{ width: 1080, height: 1921 }, 'picture_too_large'],
    [{ width: 1921, height: 1080 }, 'picture_too_large'],
    [{ width: 0 }, 'picture_too_large'],
    [{ sizeBytes: 20_971_521 }, 'file_too_large'],
    [{ sizeBytes: 0 }, 'file_empty'],
  ])('refuses %j as %s', (change, code) => {
    expect(checkImage({ ...image, ...change })).toMatchObject([{ code }]);
  });

  it('does not care which way round a photo is', () => {
    fc.assert(
      fc.property(fc.nat(4000), fc.nat(4000), (a, b) => {
        const lying = checkImage({ ...image, width: a, height: b }).length;
        expect(checkImage({ ...image, width: b, height: a })).toHaveLength(lying);
      }),
    );
  });
});
