import { randomBytes } from 'node:crypto';
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

/** Sets the security headers of every page and keeps the response's nonce in `res.locals.nonce`. */
export function securityHeaders(options: { pictureOrigins: string[]; development: boolean }) {
  return (req: Request, res: Response, next: NextFunction) => {
    const nonce = randomBytes(16).toString('base64');
    res.locals.nonce = nonce;
    const host = String(req.headers['x-forwarded-host'] ?? '');
    res.setHeader(
      'content-security-policy',
      contentSecurityPolicy({ nonce, host: /^[\w.:[\]-]+$/.test(host) ? host : '', ...options }),
    );
    res.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
    res.setHeader('x-content-type-options', 'nosniff');
    res.setHeader('x-frame-options', 'DENY');
    res.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()');
    res.setHeader('cross-origin-opener-policy', 'same-origin');
    if (req.headers['x-forwarded-proto'] === 'https') {
      res.setHeader('strict-transport-security', 'max-age=31536000');
    }
    next();
  };
}
