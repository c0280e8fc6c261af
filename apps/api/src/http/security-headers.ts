import type { ServerResponse } from 'node:http';

const YEAR_SECONDS = 365 * 24 * 3600;

/** For answers that are data: whatever shows them as a page loads nothing, runs nothing and is in no frame. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** The page of GraphiQL, which carries its scripts inside. */
export const GRAPHIQL_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob: data:",
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Makes the function that gives an answer the headers that each has, whatever it says; its route may set others over them.
 *
 * @param appUrl where it is https, browsers are told to stay with that
 */
export function securityHeaders(appUrl: string): (res: ServerResponse) => void {
  const headers = {
    'cache-control': 'no-store',
    'content-security-policy': NOTHING,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(appUrl.startsWith('https:') && { 'strict-transport-security': `max-age=${YEAR_SECONDS}` }),
  };
  return (res) => {
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  };
}
