import type { ServerOptions } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { refuse } from './refuse.ts';

/** The largest form, an agreement to a post with its caption, is below 16 kB. */
export const FORM_BYTES = 65_536;
const FORM_MS = 30_000;
const HEADERS_MS = 20_000;

/** Headers must arrive in time. Bodies that are only forwarded are limited by the API; uploads may take hours. */
export const requestTimes = {
  headersTimeout: HEADERS_MS,
  connectionsCheckingInterval: 5_000,
  requestTimeout: 0,
} satisfies ServerOptions;

/**
 * Refuses a form that is too large or does not say how large it is, before any of it is read, and hangs up on one that
 * does not arrive in time.
 *
 * @param limitMs from here to the end of the body
 */
export function limitForms(limitMs = FORM_MS) {
  return (req: Request, res: Response, next: NextFunction): void => {
    const refused = statusFor(req);
    if (refused !== null) {
      refuse(res, refused);
      return;
    }
    const timer = setTimeout(() => {
      if (!req.complete) req.destroy();
    }, limitMs);
    timer.unref();
    req.once('close', () => clearTimeout(timer));
    next();
  };
}

function statusFor({ headers }: Request): 411 | 413 | null {
  if (headers['transfer-encoding'] !== undefined) return 411;
  return Number(headers['content-length'] ?? 0) > FORM_BYTES ? 413 : null;
}
