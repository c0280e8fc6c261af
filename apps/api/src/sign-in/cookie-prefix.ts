/**
 * What the names of our cookies begin with. A browser takes a cookie of the prefix `__Host-` over TLS and from this very host
 * alone, so that no neighbour on the same domain can put one in place of ours.
 */
export function cookiePrefix(appUrl: string): string {
  return isSecure(appUrl) ? '__Host-airdate' : 'airdate';
}

/** Whether browsers reach us over TLS. */
export function isSecure(appUrl: string): boolean {
  return appUrl.startsWith('https:');
}
