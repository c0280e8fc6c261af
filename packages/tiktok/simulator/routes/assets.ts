import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Http } from '../http/endpoint.ts';
import { avatarPng } from '../pages/avatar.ts';
import type { World } from '../world/world.ts';

const ASSETS: Record<string, string> = {
  'style.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};
const LARGEST_AVATAR_PIXELS = 1080;
const KEEP_ALIVE_MS = 15_000;

/** Style, script, pictures of creators, and the stream that tells pages of changes. */
export function mountAssets(hono: Hono<Http>, world: World): void {
  for (const [name, contentType] of Object.entries(ASSETS)) {
    const body = readFileSync(new URL(`../pages/${name}`, import.meta.url), 'utf8');
    hono.get(`/assets/${name}`, (c) =>
      c.body(body, 200, { 'content-type': contentType, 'cache-control': 'no-cache' }),
    );
  }
  hono.get('/favicon.ico', (c) => c.redirect('/assets/icon.svg'));

  hono.get('/avatars/:file{.+\\.png}', (c) => {
    const username = c.req.param('file').slice(0, -'.png'.length);
    if (world.store.creators.get(username) === undefined) return c.notFound();
    if (isExpired(world, c.req.query('x-expires'))) return c.text('The link has expired', 403);
    const size = Math.round(Number(c.req.query('size') ?? 168));
    const bounded = Math.min(LARGEST_AVATAR_PIXELS, Math.max(16, Number.isFinite(size) ? size : 168));
    return c.body(new Uint8Array(avatarPng(username, bounded)), 200, {
      'content-type': 'image/png',
      'cache-control': 'public, max-age=3600',
    });
  });

  hono.get('/live', (c) =>
    streamSSE(c, async (stream) => {
      const stop = world.onChange(() => void stream.writeSSE({ data: 'changed' }).catch(() => undefined));
      stream.onAbort(stop);
      while (!stream.aborted && !stream.closed) {
        await stream.writeSSE({ event: 'ping', data: '' });
        await stream.sleep(KEEP_ALIVE_MS);
      }
      stop();
    }),
  );
}

/** Whether a link with a date of death is past it. Links without one are ours and stay alive. */
export function isExpired(world: World, expires: string | undefined): boolean {
  return expires !== undefined && Number(expires) <= world.clock.nowSeconds();
}
