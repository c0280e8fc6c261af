import { basename, dirname } from 'node:path';
import send from 'send';
import type { Deps } from '../deps.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { openMediaToken } from './signed-media-url.ts';

const PATH = '/media/';

/** Serves media under signed links, in ranges where asked, so that players can seek. */
export function mediaRoutes(deps: Deps): RawRoute[] {
  return [
    {
      method: '*',
      path: PATH,
      handle(req, res, url) {
        const before = res.getHeaders();
        const notFound = () => {
          for (const name of res.getHeaderNames()) res.removeHeader(name);
          res.setHeaders(new Map(Object.entries(before) as [string, string][]));
          res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
          res.end('This link is not valid, or no longer.\n');
        };
        if (req.method !== 'GET' && req.method !== 'HEAD') {
          res.writeHead(405, { allow: 'GET, HEAD' }).end();
          return;
        }
        const media = openMediaToken(deps, url.pathname.slice(PATH.length));
        if (!media) return notFound();

        const secondsLeft = Math.floor((media.expiresAt.getTime() - deps.clock.now().getTime()) / 1000);
        res.setHeader('Content-Type', media.contentType);
        res.setHeader('Cache-Control', `private, max-age=${secondsLeft}, immutable`);
        res.setHeader('X-Content-Type-Options', 'nosniff');
        // Uploaded bytes are nobody's page: should a browser show them as one, it runs nothing.
        res.setHeader(
          'Content-Security-Policy',
          "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox",
        );
        if (media.fileName) {
          const name = encodeURIComponent(media.fileName).replace(/['()*]/g, percentEncode);
          res.setHeader('Content-Disposition', `inline; filename*=UTF-8''${name}`);
        }
        const path = deps.storage.localPath(media.key);
        send(req, encodeURIComponent(basename(path)), {
          root: dirname(path),
          cacheControl: false,
          dotfiles: 'deny',
          index: false,
        })
          .on('error', ({ status }: { status: number }) => {
            if (status !== 412 && status !== 416) return notFound();
            // `Content-Range` of a 416 is set already.
            res.writeHead(status).end();
          })
          .on('directory', notFound)
          .pipe(res);
      },
    },
  ];
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
