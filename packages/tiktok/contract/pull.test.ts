import { afterEach, beforeEach, describe, expect } from 'vitest';
import { INVALID_PARAMS } from './wire/answer.ts';
import { directVideo, MB, photoDraft, photoPost, pullFromUrl } from './wire/bodies.ts';
import { contract } from './wire/contract.ts';
import { type MediaHost, type Resource, startMediaHost } from './wire/media-host.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';
import { fixture, sampleVideo } from './wire/video.ts';

const { withControl, withToken } = contract('Media Transfer Guide: PULL_FROM_URL');

const HOUR_MS = 3_600_000;

let host: MediaHost;
beforeEach(async () => {
  host = await startMediaHost();
});
afterEach(() => host.close());

const video = (): Resource => ({ body: sampleVideo(), headers: { 'content-type': 'video/mp4' } });
const photo = (): Resource => ({ body: fixture('photo.jpg'), headers: { 'content-type': 'image/jpeg' } });

/** Lets the simulator pull one video from the host, and gives the end of it. */
async function pullVideo(tiktok: SimulatedTikTok, resource: Resource) {
  host.verifyFor(tiktok);
  const source = pullFromUrl(host.serve('/a.mp4', resource));
  const { data } = await tiktok.creator.initVideo(directVideo({}, source));
  return (await tiktok.ended(data.publish_id)).data;
}

describe('a video by URL', () => {
  withControl('is fetched, counted and posted', async (tiktok) => {
    expect(await pullVideo(tiktok, video())).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      downloaded_bytes: sampleVideo().length,
    });
    expect(host.asked).toEqual(['/a.mp4']);
  });

  withControl('may go to the inbox', async (tiktok) => {
    host.verifyFor(tiktok);
    const { data } = await tiktok.creator.initInbox(pullFromUrl(host.serve('/a.mp4', video())));
    expect((await tiktok.ended(data.publish_id)).data.status).toBe('SEND_TO_USER_INBOX');
  });

  const UNFETCHABLE: [string, Resource][] = [
    ['is gone', { status: 404 }],
    ['is forbidden', { status: 403 }],
    ['meets a broken server', { status: 500 }],
    ['moved for good', { status: 301, headers: { location: '/b.mp4' } }],
    ['moved for now', { status: 302, headers: { location: '/b.mp4' } }],
    ['moved with its method', { status: 307, headers: { location: '/b.mp4' } }],
  ];
  for (const [what, resource] of UNFETCHABLE)
    withControl(`that ${what} fails with video_pull_failed`, async (tiktok) => {
      host.serve('/b.mp4', video());
      expect(await pullVideo(tiktok, resource)).toMatchObject({
        status: 'FAILED',
        fail_reason: 'video_pull_failed',
      });
      expect(host.asked).toEqual(['/a.mp4']);
    });

  withControl('on a host that nobody runs fails with video_pull_failed', async (tiktok) => {
    host.verifyFor(tiktok);
    const source = pullFromUrl(host.serve('/a.mp4', video()));
    await host.close();
    const { data } = await tiktok.creator.initVideo(directVideo({}, source));
    expect((await tiktok.ended(data.publish_id)).data.fail_reason).toBe('video_pull_failed');
    host = await startMediaHost();
  });

  for (const [when, ms, status] of [
    ['is still being fetched just before an hour', HOUR_MS - 1, 'PROCESSING_DOWNLOAD'],
    ['has failed at an hour', HOUR_MS, 'FAILED'],
  ] as const)
    withControl(`that never ends ${when}`, async (tiktok) => {
      host.verifyFor(tiktok);
      tiktok.simulator.faults.add({ point: 'pull', effect: { kind: 'stuck' } });
      const source = pullFromUrl(host.serve('/a.mp4', video()));
      const { data } = await tiktok.creator.initVideo(directVideo({}, source));
      await tiktok.pass(ms);
      const answer = await tiktok.creator.status(data.publish_id);
      expect(answer.data.status).toBe(status);
      if (status === 'FAILED') expect(answer.data.fail_reason).toBe('video_pull_failed');
    });
});

describe('photos by URL', () => {
  withControl('are all fetched, and posted', async (tiktok) => {
    host.verifyFor(tiktok);
    const urls = ['/1.jpg', '/2.jpg', '/3.jpg'].map((path) => host.serve(path, photo()));
    const { data } = await tiktok.creator.initPhotos(photoPost(urls));
    expect((await tiktok.ended(data.publish_id)).data).toMatchObject({
      status: 'PUBLISH_COMPLETE',
      downloaded_bytes: 3 * fixture('photo.jpg').length,
    });
    expect(host.asked).toEqual(['/1.jpg', '/2.jpg', '/3.jpg']);
  });

  withControl('may go to the inbox', async (tiktok) => {
    host.verifyFor(tiktok);
    const { data } = await tiktok.creator.initPhotos(photoDraft([host.serve('/1.jpg', photo())]));
    expect((await tiktok.ended(data.publish_id)).data.status).toBe('SEND_TO_USER_INBOX');
  });

  withControl('fail with photo_pull_failed when one of them is gone', async (tiktok) => {
    host.verifyFor(tiktok);
    const urls = [host.serve('/1.jpg', photo()), host.serve('/2.jpg', { status: 404 })];
    const { data } = await tiktok.creator.initPhotos(photoPost(urls));
    expect((await tiktok.ended(data.publish_id)).data).toMatchObject({
      status: 'FAILED',
      fail_reason: 'photo_pull_failed',
    });
  });

  for (const [what, byteCount, status] of [
    ['20 MB', 20 * MB, 'PUBLISH_COMPLETE'],
    ['20 MB and a byte', 20 * MB + 1, 'FAILED'],
  ] as const)
    withControl(`of ${what} end ${status}`, async (tiktok) => {
      host.verifyFor(tiktok);
      const body = Buffer.concat([fixture('photo.jpg')], byteCount);
      const { data } = await tiktok.creator.initPhotos(photoPost([host.serve('/1.jpg', { body })]));
      expect((await tiktok.ended(data.publish_id)).data.status).toBe(status);
    });
});

describe('a URL to pull from', () => {
  const OWNERSHIP: [string, 'domain' | 'prefix', string, string, boolean][] = [
    ['a verified domain', 'domain', 'example.com', 'https://example.com/a.mp4', true],
    ['its subdomain', 'domain', 'example.com', 'https://a.b.example.com/a.mp4', true],
    ['the domain in capitals', 'domain', 'example.com', 'https://EXAMPLE.com/a.mp4', true],
    ['its parent', 'domain', 'media.example.com', 'https://example.com/a.mp4', false],
    ['a sibling', 'domain', 'media.example.com', 'https://cdn.example.com/a.mp4', false],
    ['a host that ends alike', 'domain', 'example.com', 'https://notexample.com/a.mp4', false],
    ['a host that begins alike', 'domain', 'example.com', 'https://example.com.evil.net/a.mp4', false],
    ['a verified prefix', 'prefix', 'https://example.com/media/', 'https://example.com/media/a.mp4', true],
    [
      'a prefix with its host in capitals',
      'prefix',
      'https://example.com/media/',
      'https://EXAMPLE.com/media/a.mp4',
      true,
    ],
    ['beside a prefix', 'prefix', 'https://example.com/media/', 'https://example.com/a.mp4', false],
    [
      'a prefix in another case',
      'prefix',
      'https://example.com/media/',
      'https://example.com/Media/a.mp4',
      false,
    ],
    [
      'out of a prefix by dots',
      'prefix',
      'https://example.com/media/',
      'https://example.com/media/../a.mp4',
      false,
    ],
    [
      'a subdomain of a prefix',
      'prefix',
      'https://example.com/media/',
      'https://a.example.com/media/a.mp4',
      false,
    ],
  ];
  for (const [what, type, value, url, owned] of OWNERSHIP)
    withControl(`is ${owned ? 'taken' : 'refused'} at ${what}`, async ({ creator, simulator }) => {
      simulator.configureApp({ urlProperties: [{ type, value }] });
      const answer = await creator.initVideo(directVideo({}, pullFromUrl(url)));
      expect(answer.status).toBe(owned ? 200 : 403);
      expect(answer.code).toBe(owned ? 'ok' : 'url_ownership_unverified');
    });

  const IMPOSSIBLE: [string, string][] = [
    ['without TLS', 'http://media.example.com/a.mp4'],
    ['on an IPv4 address', 'https://93.184.216.34/a.mp4'],
    ['on an IPv6 address', 'https://[2606:2800:220::1]/a.mp4'],
    ['of another protocol', 'ftp://media.example.com/a.mp4'],
    ['that is none', 'media.example.com/a.mp4'],
  ];
  for (const [what, url] of IMPOSSIBLE)
    withToken(`is refused ${what}`, async ({ creator }) => {
      const answer = await creator.initVideo(directVideo({}, pullFromUrl(url)));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.code).toMatch(new RegExp(`${INVALID_PARAMS.source}|^url_ownership_unverified$`));
    });

  withControl('on this machine is refused unless that is switched on', async (tiktok) => {
    host.verifyFor(tiktok);
    tiktok.simulator.configure({ allowLoopbackPull: false });
    const source = pullFromUrl(host.serve('/a.mp4', video()));
    expect((await tiktok.creator.initVideo(directVideo({}, source))).status).toBe(400);
    expect(host.asked).toEqual([]);
  });
});
