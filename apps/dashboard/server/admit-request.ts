import type { IncomingMessage } from 'node:http';
import { forwardedSettler } from './forwarded-headers.ts';

/** No address of ours has more parts; to find a page for thousands of them would take the router seconds. */
const MAX_PARTS = 20;

/**
 * Makes the function that settles who asks and for what, before anything else parses it. A target in absolute form (RFC 9112, 3.2.2) is served
 * by its path alone and rewritten to it.
 *
 * @param trustedProxies addresses and CIDR ranges whose forwarded headers are believed
 * @returns the path without its query, or the status that refuses the request: 400 for a target or a host that cannot be
 *   read, 405 for TRACE, 414 for a path of too many parts
 */
export function requestAdmitter(trustedProxies: string[]) {
  const settleForwardedHeaders = forwardedSettler(trustedProxies);
  return (req: IncomingMessage): { path: string } | { refused: 400 | 405 | 414 } => {
    settleForwardedHeaders(req);
    return admitSettled(req);
  };
}

function admitSettled(req: IncomingMessage): { path: string } | { refused: 400 | 405 | 414 } {
  const { host, 'x-forwarded-host': forwardedHost } = req.headers;
  if ((host !== undefined && !isHost(host)) || !isHost(String(forwardedHost))) return { refused: 400 };
  const target = originForm(req.url ?? '');
  // A second slash would make the rest a host.
  const url = /^\/(?![/\\])/.test(target) ? URL.parse(target, 'http://localhost') : null;
  if (!url) return { refused: 400 };
  // A Request of the fetch standard cannot be a TRACE, so no page can answer it.
  if (req.method === 'TRACE') return { refused: 405 };
  if (url.pathname.split('/', MAX_PARTS + 2).length > MAX_PARTS + 1) return { refused: 414 };
  req.url = target;
  return { path: url.pathname };
}

function originForm(target: string): string {
  if (!/^https?:\/\//i.test(target)) return target;
  const url = URL.parse(target);
  return url ? url.pathname + url.search : '';
}

function isHost(host: string): boolean {
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`);
}
