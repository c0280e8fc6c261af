import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';

type PolicyOptions = { nonce: string; host: string; pictureOrigins: string[]; development: boolean };

/**
 * The Content Security Policy of the dashboard's pages. Scripts need the nonce of their response; media comes from this
 * origin, avatars from TikTok's image hosts or from whatever stands in for TikTok.
 */
export function contentSecurityPolicy({ nonce, host, pictureOrigins, development }: PolicyOptions): string {
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", ...(development ? ["'unsafe-inline'"] : [])],
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'https:', 'data:', 'blob:', ...pictureOrigins],
    'media-src': ["'self'", 'https:', 'blob:'],
    'font-src': ["'self'"],
    // Not every browser counts WebSockets of the same host as 'self'.
    'connect-src': ["'self'", `ws://${host}`, `wss://${host}`],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/**
 * Makes the function that gives an answer the headers that each has. Without a policy of its own it is no page: whatever
 * shows it as one loads nothing, runs nothing and is in no frame.
 *
 * @param appUrl where it is https, browsers are told to stay with that
 */
export function commonHeaders(appUrl: string): (res: ServerResponse) => void {
  const headers = {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'cross-origin-opener-policy': 'same-origin',
    ...(appUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
  return (res) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  };
}

/** Gives every page its policy and keeps the response's nonce in `res.locals.nonce`. */
export function pagePolicy(options: { pictureOrigins: string[]; development: boolean }) {
  return (req: Request, res: Response, next: NextFunction) => {
    const nonce = randomBytes(16).toString('base64');
    res.locals.nonce = nonce;
    const host = String(req.headers['x-forwarded-host'] ?? '');
    res.setHeader(
      'content-security-policy',
      contentSecurityPolicy({ nonce, host: /^[\w.:[\]-]+$/.test(host) ? host : '', ...options }),
    );
    next();
  };
}
