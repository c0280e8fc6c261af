import { Hono } from 'hono';
import { mountControl } from '../control/control-api.ts';
import { envelope, type Http } from '../http/endpoint.ts';
import type { SlidingWindows } from '../http/rate-limits.ts';
import { newLogId } from '../world/ids.ts';
import type { World } from '../world/world.ts';
import { mountAssets } from './assets.ts';
import { mountAuthorize } from './authorize.ts';
import { mountControlPanel } from './control-panel.ts';
import { mountCreatorActions } from './creator-actions.ts';
import { mountCreatorInfo } from './creator-info.ts';
import { mountCreatorPages } from './creator-pages.ts';
import { mountMedia } from './media.ts';
import { mountOAuth } from './oauth.ts';
import { mountPhotoInit } from './photo-init.ts';
import { mountStatus } from './status.ts';
import { mountUpload } from './upload.ts';
import { mountUser } from './user.ts';
import { mountVideo } from './video.ts';
import { mountVideoInit } from './video-init.ts';

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
