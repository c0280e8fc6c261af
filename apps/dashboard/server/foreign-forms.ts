import type { IncomingHttpHeaders } from 'node:http';
import type { NextFunction, Request, Response } from 'express';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>This form was not sent by Airdate</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 ui-sans-serif, system-ui, sans-serif }
  body { min-height: 90vh; display: grid; place-content: center; padding: 1rem; max-width: 32rem; margin: auto }
</style>
<h1>This form was not sent by Airdate</h1>
<p>Nothing was changed. The form came from another site, or from an address of Airdate that is not the one it is
configured for. Open Airdate at its usual address and try again.</p>
`;

/**
 * Whether our own page sent these headers. Every browser names the origin of a form that it sends by POST, or says by
 * `Sec-Fetch-Site` that the form is ours; what says neither is refused too.
 *
 * @param origin our public origin, as browsers write it: "https://airdate.example"
 */
function isOwnForm(headers: IncomingHttpHeaders, origin: string): boolean {
  if (headers.origin !== undefined) return headers.origin === origin;
  return headers['sec-fetch-site'] === 'same-origin';
}

/**
 * Makes the handler that answers 403 to whatever may change something and was not sent by one of our own pages. It stands
 * before every page, so that no route has to think of it.
 *
 * @param appUrl the public address, from the configuration: what a request says of its host may be made up
 */
export function refuseForeignForms(appUrl: string) {
  const { origin, host } = new URL(appUrl);
  return (req: Request, res: Response, next: NextFunction) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    if (!isOwnForm(req.headers, origin)) {
      res
        .status(403)
        .set({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
        .end(PAGE);
      return;
    }
    // Remix compares it with the origin once more, and a reverse proxy may have put its own name into Host.
    req.headers['x-forwarded-host'] = host;
    next();
  };
}
