import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../index.ts';
import type { Caller } from '../testing/caller.ts';
import { fixture } from '../testing/fixtures.ts';
import { callerFor, startFrozen } from '../testing/rig.ts';
import { readImageHeader } from './image-size.ts';

describe('received media', () => {
  let simulator: Simulator;
  let mia: Caller;
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = request.url!.slice(1);
      if (name === 'moved') response.writeHead(302, { location: '/photo.jpg' }).end();
      else if (name === 'missing') response.writeHead(404).end();
      else if (name === 'endless') response.writeHead(200).write('a little');
      else response.writeHead(200, { 'content-type': 'image/jpeg' }).end(fixture(name));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(async () => {
    const app = { urlProperties: [{ type: 'prefix' as const, value: origin }] };
    simulator = await startFrozen({ app, settings: { allowLoopbackPull: true } });
    mia = callerFor(simulator);
  });
  afterEach(() => simulator.close());

  it.each([
    ['ten-frames-per-second.mp4', 'frame_rate_check_failed'],
    ['too-small.mp4', 'picture_size_check_failed'],
    ['photo.jpg', 'file_format_check_failed'],
    ['sample.mp4', undefined],
    ['ok.webm', undefined],
  ])('is checked by what is inside: %s', async (name, reason) => {
    const publishId = await mia.publish(fixture(name));
    await simulator.clock.advance(2_000);
    const { data } = await mia.status(publishId);
    expect([data.status, data.fail_reason]).toEqual([
      reason === undefined ? 'PUBLISH_COMPLETE' : 'FAILED',
      reason,
    ]);
  });

  it('is refused when it sends the parser in circles, and stops nothing else', async () => {
    simulator.configure({ mediaReadLimitMs: 2_000 });
    const circling = Buffer.from(fixture('quicktime.mov')).fill(0xff, 4_431, 4_455);
    const publishId = await mia.publish(circling);
    const other = callerFor(simulator, 'quiet.quinn');
    const otherId = await other.publish(fixture('sample.mp4'), { privacy_level: 'SELF_ONLY' });
    await simulator.clock.advance(2_000);
    expect((await other.status(otherId)).data.status).toBe('PUBLISH_COMPLETE');
    expect((await mia.status(publishId)).data.fail_reason).toBe('file_format_check_failed');
  });

  it('may not be longer than the creator can post', async () => {
    simulator.updateCreator('mia.makes', { maxVideoPostDurationSec: 1 });
    const publishId = await mia.publish(fixture('sample.mp4'));
    await simulator.clock.advance(2_000);
    expect((await mia.status(publishId)).data.fail_reason).toBe('duration_check_failed');
  });

  it('is not looked into when told so', async () => {
    simulator.configure({ checkMedia: false });
    await mia.publish(Buffer.from('anything'));
    await simulator.clock.advance(2_000);
    expect(simulator.posts()).toHaveLength(1);
  });

  const photos = (names: string[], mode = 'DIRECT_POST') =>
    mia.post('/v2/post/publish/content/init/', {
      media_type: 'PHOTO',
      post_mode: mode,
      post_info: { title: 'Trip', ...(mode === 'DIRECT_POST' ? { privacy_level: 'SELF_ONLY' } : {}) },
      source_info: {
        source: 'PULL_FROM_URL',
        photo_cover_index: 0,
        photo_images: names.map((name) => origin + name),
      },
    });
  const outcomeOf = async (names: string[]) => {
    const { data } = await photos(names);
    await simulator.clock.advance(5_000);
    const status = (await mia.status(data.publish_id)).data;
    return status.fail_reason ?? status.status;
  };

  it.each([
    [['photo.jpg', 'photo.webp'], 'PUBLISH_COMPLETE'],
    [['photo.jpg', 'photo.png'], 'file_format_check_failed'],
    [['photo-too-wide.jpg'], 'picture_size_check_failed'],
    [['moved'], 'photo_pull_failed'],
    [['missing'], 'photo_pull_failed'],
  ])('is fetched for real: %j ends %s', async (names, outcome) => {
    expect(await outcomeOf(names)).toBe(outcome);
  });

  it('gives up a download after an hour', async () => {
    const { data } = await mia.post('/v2/post/publish/video/init/', {
      post_info: { privacy_level: 'SELF_ONLY' },
      source_info: { source: 'PULL_FROM_URL', video_url: `${origin}endless` },
    });
    await simulator.clock.advance(3_600_000);
    expect((await mia.status(data.publish_id)).data).toMatchObject({
      status: 'FAILED',
      fail_reason: 'video_pull_failed',
      downloaded_bytes: 8,
    });
  }, 20_000);

  it('stops a download that is cancelled, and no other task', async () => {
    const { data } = await photos(['photo.jpg']);
    const cancel = (publish_id: string) => mia.post('/v2/post/publish/cancel/', { publish_id });
    const cancelled = await cancel(data.publish_id);
    expect(JSON.parse(cancelled.text)).toEqual({ error: expect.objectContaining({ code: 'ok' }) });
    expect((await mia.status(data.publish_id)).data.fail_reason).toBe('publish_cancelled');
    expect((await cancel(data.publish_id)).code).toBe('publish_not_cancellable');
    const upload = await mia.init(1_000);
    expect((await cancel(upload.data.publish_id)).code).toBe('publish_not_cancellable');
  });

  it('goes to the inbox as photos only for an app that is new enough', async () => {
    simulator.updateCreator('mia.makes', { appVersion: '31.7.9' });
    expect((await photos(['photo.jpg'], 'MEDIA_UPLOAD')).code).toBe('app_version_check_failed');
    simulator.updateCreator('mia.makes', { appVersion: '31.8.0' });
    const { data } = await photos(['photo.jpg'], 'MEDIA_UPLOAD');
    await simulator.clock.advance(5_000);
    expect((await mia.status(data.publish_id)).data.status).toBe('SEND_TO_USER_INBOX');
  });

  it('is pulled only from where the app has proven ownership', async () => {
    simulator.configureApp({ urlProperties: [{ type: 'domain', value: 'media.example.com' }] });
    expect((await photos(['photo.jpg'])).code).toBe('url_ownership_unverified');
    simulator.configure({ allowLoopbackPull: false });
    expect((await photos(['photo.jpg'])).code).toBe('invalid_params');
  });
});

it.each([
  ['photo.jpg', { format: 'jpeg', width: 1080, height: 1920 }],
  ['photo.webp', { format: 'webp', width: 720, height: 1280 }],
  ['photo.png', { format: 'png', width: 64, height: 64 }],
  ['sample.mp4', { format: 'unknown', width: null, height: null }],
])('reads the size of %s from its header', (name, header) => {
  expect(readImageHeader(fixture(name))).toEqual(header);
});
