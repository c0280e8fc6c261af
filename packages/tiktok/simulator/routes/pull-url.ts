import { ApiError } from '../http/api-error.ts';
import type { UrlProperty } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/**
 * Checks that TikTok would accept to pull from a URL.
 *
 * @throws ApiError `invalid_params` unless it is https to a domain name (or loopback, where allowed);
 *   `url_ownership_unverified` when no verified domain or prefix of the app covers it
 */
export function checkPullUrl(world: World, text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && isLoopback(url) && world.settings.allowLoopbackPull;
  if (url === null || !(loopback || (url.protocol === 'https:' && !isAddress(url.hostname))))
    throw new ApiError('invalid_params', 'The URL must be https and name a domain');
  if (!world.app.urlProperties.some((property) => covers(property, url)))
    throw new ApiError(
      'url_ownership_unverified',
      'Please review our URL ownership verification rules at https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide',
    );
}

/** A domain covers its subdomains; a prefix is compared as text, after lower-casing scheme and host. */
function covers(property: UrlProperty, url: URL): boolean {
  if (property.type === 'domain') {
    const domain = property.value.toLowerCase();
    return url.hostname === domain || url.hostname.endsWith(`.${domain}`);
  }
  const prefix = /^([a-z]+:\/\/[^/]*)(.*)$/is.exec(property.value);
  return prefix !== null && url.href.startsWith(prefix[1]!.toLowerCase() + prefix[2]!);
}

const isAddress = (host: string) => /^[\d.]+$/.test(host) || host.startsWith('[');
const isLoopback = (url: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
