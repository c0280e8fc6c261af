import { afterEach, beforeEach, describe, expect } from 'vitest';
import { directVideo, fileUpload, photoPost } from './wire/bodies.ts';
import { contract } from './wire/contract.ts';
import { type MediaHost, startMediaHost } from './wire/media-host.ts';
import { type Claims, videoClaiming } from './wire/remux.ts';
import { putChunk } from './wire/upload.ts';
import { fixture } from './wire/video.ts';

const { withControl } = contract('Video and image restrictions, fail reasons');

/** A fail reason, or null when the media is fine. */
type Reason = string | null;

const verdict = (reason: Reason) =>
  reason === null ? { status: 'PUBLISH_COMPLETE' } : { status: 'FAILED', fail_reason: reason };

describe('a video', () => {
  const CLAIMS: [string, Claims, Reason][] = [
    ['of 22 fps', { framesPerSecond: 22 }, 'frame_rate_check_failed'],
    ['of 23 fps', { framesPerSecond: 23 }, null],
    ['of 60 fps', { framesPerSecond: 60 }, null],
    ['of 61 fps', { framesPerSecond: 61 }, 'frame_rate_check_failed'],
    ['359 px wide', { width: 359 }, 'picture_size_check_failed'],
    ['360 px wide', { width: 360 }, null],
    ['4096 px wide', { width: 4_096 }, null],
    ['4097 px wide', { width: 4_097 }, 'picture_size_check_failed'],
    ['359 px high', { height: 359 }, 'picture_size_check_failed'],
    ['360 px high', { height: 360 }, null],
    ['4096 px high', { height: 4_096 }, null],
    ['4097 px high', { height: 4_097 }, 'picture_size_check_failed'],
    ["of the creator's longest duration", { seconds: 60 }, null],
    ["a second over the creator's longest duration", { seconds: 61 }, 'duration_check_failed'],
  ];
  for (const [what, claims, reason] of CLAIMS)
    withControl(`${what} ends ${reason ?? 'posted'}`, async (tiktok) => {
      const creator = tiktok.newCreator({ maxVideoPostDurationSec: 60 });
      const publishId = await creator.publish({}, await videoClaiming(claims));
      expect((await tiktok.ended(publishId, creator)).data).toMatchObject(verdict(reason));
    });

  for (const [seconds, status] of [
    [600, 'SEND_TO_USER_INBOX'],
    [601, 'FAILED'],
  ] as const)
    withControl(
      `of ${seconds} s sent to the inbox ends ${status}, whatever the creator's limit`,
      async (tiktok) => {
        const creator = tiktok.newCreator({ maxVideoPostDurationSec: 60 });
        const publishId = await creator.share(await videoClaiming({ seconds }));
        const { data } = await tiktok.ended(publishId, creator);
        expect(data.status).toBe(status);
        if (status === 'FAILED') expect(data.fail_reason).toBe('duration_check_failed');
      },
    );

  const FORMATS: [string, string, string, Reason][] = [
    ['H.264 in MP4', 'sample.mp4', 'video/mp4', null],
    ['H.265 in MP4', 'hevc.mp4', 'video/mp4', null],
    ['H.264 in MOV', 'h264.mov', 'video/quicktime', null],
    ['VP8 in WebM', 'vp8.webm', 'video/webm', null],
    ['VP9 in WebM', 'vp9.webm', 'video/webm', null],
    ['MPEG-4 Part 2 in MP4', 'mpeg4.mp4', 'video/mp4', 'file_format_check_failed'],
    ['H.264 in Matroska', 'matroska.mkv', 'video/mp4', 'file_format_check_failed'],
    ['sound alone', 'audio-only.mp4', 'video/mp4', 'file_format_check_failed'],
    ['a picture', 'photo.jpg', 'video/mp4', 'file_format_check_failed'],
  ];
  for (const [what, name, contentType, reason] of FORMATS)
    withControl(`that is ${what} ends ${reason ?? 'posted'}`, async (tiktok) => {
      const video = fixture(name);
      const { data } = await tiktok.creator.initVideo(directVideo({}, fileUpload(video.length)));
      await putChunk(data.upload_url, video, { headers: { 'content-type': contentType } });
      expect((await tiktok.ended(data.publish_id)).data).toMatchObject(verdict(reason));
    });
});

describe('a photo', () => {
  let host: MediaHost;
  beforeEach(async () => {
    host = await startMediaHost();
  });
  afterEach(() => host.close());

  const PHOTOS: [string, string, Reason][] = [
    ['a JPEG', 'photo.jpg', null],
    ['a lossy WebP', 'lossy.webp', null],
    ['a lossless WebP of 1080 by 1920', '1080x1920.webp', null],
    ['a lossless WebP of 1920 by 1080', '1920x1080.webp', null],
    ['one of 1081 by 1920', '1081x1920.webp', 'picture_size_check_failed'],
    ['one of 1080 by 1921', '1080x1921.webp', 'picture_size_check_failed'],
    ['one of 1921 by 1080', '1921x1080.webp', 'picture_size_check_failed'],
    ['a PNG', 'photo.png', 'file_format_check_failed'],
    ['a GIF', 'photo.gif', 'file_format_check_failed'],
    ['a video', 'sample.mp4', 'file_format_check_failed'],
  ];
  for (const [what, name, reason] of PHOTOS)
    withControl(`that is ${what} ends ${reason ?? 'posted'}`, async (tiktok) => {
      host.verifyFor(tiktok);
      const { data } = await tiktok.creator.initPhotos(
        photoPost([host.serve('/1', { body: fixture(name) })]),
      );
      expect((await tiktok.ended(data.publish_id)).data).toMatchObject(verdict(reason));
    });
});

describe('a publish that TikTok itself ends', () => {
  const REASONS = [
    'internal',
    'spam_risk_too_many_posts',
    'spam_risk_user_banned_from_posting',
    'spam_risk_text',
    'spam_risk',
    'video_pull_failed',
    'a_reason_of_tomorrow',
  ];
  for (const reason of REASONS)
    withControl(`says ${reason}, in the status and in the webhook`, async (tiktok) => {
      tiktok.simulator.faults.add({ point: 'processing', effect: { kind: 'fail', reason } });
      const publishId = await tiktok.creator.publish();
      expect((await tiktok.ended(publishId)).data).toMatchObject({ status: 'FAILED', fail_reason: reason });
      const body = JSON.parse(tiktok.simulator.deliveries()[0]!.body);
      expect(JSON.parse(body.content)).toMatchObject({ publish_id: publishId, reason });
    });

  withControl('because its creator was banned meanwhile says so', async (tiktok) => {
    const publishId = await tiktok.creator.publish();
    tiktok.simulator.updateCreator(tiktok.creator.username, { banned: true });
    expect((await tiktok.ended(publishId)).data).toMatchObject({
      status: 'FAILED',
      fail_reason: 'spam_risk_user_banned_from_posting',
    });
  });
});
