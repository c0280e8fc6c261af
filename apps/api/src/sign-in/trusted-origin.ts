/**
 * Whether a request that carries the session cookie may change something: it comes from our own pages, or from no
 * browser at all. Browsers name the origin of every cross-origin POST and of every WebSocket.
 */
export function isTrustedOrigin(headers: Headers, appUrl: string): boolean {
  const origin = headers.get('origin');
  if (origin !== null) return origin === new URL(appUrl).origin;
  const site = headers.get('sec-fetch-site');
  return site === null || site === 'same-origin' || site === 'none';
}
