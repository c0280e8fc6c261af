import { get, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { mediaRoutes } from './media.http.ts';
import { openMediaToken, signedMediaUrl } from './signed-media-url.ts';

const deps = await createTestDeps({ jobs: [] });
const origin = await serveRoutes(mediaRoutes(deps));
await deps.storage.put('uploads/one', Buffer.from('0123456789'));
const link = () =>
  signedMediaUrl(deps, 'uploads/one', { contentType: 'video/mp4', fileName: 'Café "1".mp4' });

test('a signed link serves the bytes with the stored type and nothing that runs', async () => {
  const res = await fetch(origin + link());

  expect(res.status).toBe(200);
  expect(await res.text()).toBe('0123456789');
  expect(Object.fromEntries(res.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': '10',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'cache-control': expect.stringMatching(/^private, max-age=(2[1-5])\d{3}, immutable$/),
    'content-security-policy': expect.stringContaining('sandbox'),
    'content-disposition': "inline; filename*=UTF-8''Caf%C3%A9%20%221%22.mp4",
  });
});

test.each([
  ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
  ['bytes=10-', 416, '', 'bytes */10'],
  ['lines=1-2', 200, '0123456789', null],
])('the range %s is answered with %i', async (range, status, body, contentRange) => {
  const res = await fetch(origin + link(), { headers: { range } });

  expect(res.status).toBe(status);
  expect(await res.text()).toBe(body);
  expect(res.headers.get('content-range')).toBe(contentRange);
});

test('HEAD tells the size, and an unchanged file is not sent again', async () => {
  const head = await fetch(origin + link(), { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);

  const etag = head.headers.get('etag') ?? '';
  // Not `fetch`, which asks caches on the way not to answer.
  const again = await new Promise<IncomingMessage>((resolve, reject) => {
    get(origin + link(), { headers: { 'if-none-match': etag } }, resolve).on('error', reject);
  });
  again.resume();
  expect(again.statusCode).toBe(304);
});

test('a link is the same for an hour and works for at least six', () => {
  deps.clock.set('2026-11-21T10:59:59Z');
  const first = link();
  deps.clock.set('2026-11-21T10:00:00Z');
  expect(link()).toBe(first);
  deps.clock.set('2026-11-21T11:00:00Z');
  expect(link()).not.toBe(first);

  const token = first.slice('/media/'.length);
  deps.clock.set('2026-11-21T16:59:59Z');
  expect(openMediaToken(deps, token)).toMatchObject({ key: 'uploads/one' });
  deps.clock.set('2026-11-21T17:00:00Z');
  expect(openMediaToken(deps, token)).toBeNull();
});

test('an expired, changed, foreign or empty link finds nothing', async () => {
  const good = link();
  const [body = '', signature = ''] = good.slice('/media/'.length).split('.');
  const forged = Buffer.from(JSON.stringify(['uploads/two', 'text/html', null, 9_999_999])).toString(
    'base64url',
  );
  const elsewhere = { ...deps, config: { ...deps.config, sessionSecret: 'x'.repeat(40) } };
  const foreign = signedMediaUrl(elsewhere, 'uploads/one', { contentType: 'video/mp4' });

  for (const path of [
    `/media/${forged}.${signature}`,
    `/media/${body}.${signature.slice(0, -1)}`,
    `/media/${body}`,
    '/media/',
    '/media/uploads/one',
    foreign,
    signedMediaUrl(deps, 'uploads/none', { contentType: 'video/mp4' }),
  ]) {
    const res = await fetch(origin + path);
    expect([path, res.status, res.headers.get('cache-control')]).toEqual([path, 404, 'no-store']);
  }
  expect((await fetch(origin + good)).status).toBe(200);
  deps.clock.advance(8 * 3_600_000);
  expect((await fetch(origin + good)).status).toBe(404);
});

test('media is only read', async () => {
  expect((await fetch(origin + link(), { method: 'POST' })).status).toBe(405);
});
