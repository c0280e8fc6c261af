import { Hono } from 'hono';
import { mountControl } from './control.ts';
import { envelope, type Http } from './endpoint.ts';
import { newLogId } from './ids.ts';
import type { SlidingWindows } from './rate-limits.ts';
import { mountAssets } from './routes/assets.ts';
import { mountAuthorize } from './routes/authorize.ts';
import { mountControlPanel } from './routes/control-panel.ts';
import { mountCreatorActions } from './routes/creator-actions.ts';
import { mountCreatorInfo } from './routes/creator-info.ts';
import { mountCreatorPages } from './routes/creator-pages.ts';
import { mountMedia } from './routes/media.ts';
import { mountOAuth } from './routes/oauth.ts';
import { mountPhotoInit } from './routes/photo-init.ts';
import { mountStatus } from './routes/status.ts';
import { mountUpload } from './routes/upload.ts';
import { mountUser } from './routes/user.ts';
import { mountVideo } from './routes/video.ts';
import { mountVideoInit } from './routes/video-init.ts';
import type { World } from './world.ts';

/** Everything that the simulator serves: TikTok's own paths, the pages, and the control API. */
export function createRouter(world: World, windows: SlidingWindows, reset: () => void): Hono<Http> {
  const hono = new Hono<Http>();
  hono.use((c, next) =>
    isReadable(c.req.url) ? next() : Promise.resolve(c.text('The address cannot be read.', 400)),
  );
  mountAuthorize(hono, world);
  mountOAuth(hono, world);
  mountUser(hono, world, windows);
  mountCreatorInfo(hono, world, windows);
  mountVideoInit(hono, world, windows);
  mountPhotoInit(hono, world, windows);
  mountUpload(hono, world);
  mountStatus(hono, world, windows);
  mountVideo(hono, world, windows);
  mountAssets(hono, world);
  mountMedia(hono, world);
  mountCreatorPages(hono, world);
  mountCreatorActions(hono, world);
  mountControlPanel(hono, world, reset);
  mountControl(hono, world, reset);
  hono.onError((error, c) => {
    console.error(error);
    const logId = newLogId(world.clock.now());
    return c.json(envelope({}, 'internal_error', 'The simulator failed.', logId), 500);
  });
  hono.notFound((c) => {
    const path = new URL(c.req.url).pathname;
    if (path.startsWith('/v2/')) {
      const rule = path.endsWith('/') ? 'unknown_path' : 'missing_trailing_slash';
      world.violation('unknown', rule, `${c.req.method} ${path}`);
    }
    return c.text('Unsupported path', 404);
  });
  return hono;
}

/** Hono hands on what only looks like an address, such as the host 999.999.999.999, or one that names a user. */
function isReadable(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.username === '' && url.password === '';
}
