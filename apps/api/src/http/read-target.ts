import type { IncomingMessage } from 'node:http';

/**
 * Where a request goes, as an address below `origin`. A target in absolute form (RFC 9112, 3.2.2) is served by its path
 * alone and rewritten to it, so that everything behind sees one form.
 *
 * @returns null when the target or the Host header cannot be read; neither may reach anything that parses it again
 */
export function readTarget(req: IncomingMessage, origin: string): URL | null {
  const { host } = req.headers;
  if (host !== undefined && !isHost(host)) return null;
  const path = pathOf(req.url ?? '');
  // A second slash would make the rest a host.
  if (!/^\/(?![/\\])/.test(path)) return null;
  req.url = path;
  return URL.parse(path, origin);
}

function pathOf(target: string): string {
  if (!/^https?:\/\//i.test(target)) return target;
  const url = URL.parse(target);
  return url ? url.pathname + url.search : '';
}

function isHost(host: string): boolean {
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`);
}
