import { TikTokError } from '../errors.ts';

const TIKTOK_SUFFIX = '.tiktokapis.com';

/**
 * The URL, if bytes may be sent there: TLS to a host of TikTok's, or a host that was allowed by name.
 *
 * @param allowedHosts `name` or `name:port`
 * @throws TikTokError `upload_host_refused`; the URL itself is a secret and not part of it
 */
export function requireUploadHost(uploadUrl: string, allowedHosts: readonly string[]): URL {
  const url = URL.parse(uploadUrl);
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url && isHttp && url.username === '' && url.password === '') {
    if (url.protocol === 'https:' && url.hostname.endsWith(TIKTOK_SUFFIX)) return url;
    if (allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname)) return url;
  }
  throw new TikTokError({
    endpoint: 'upload',
    code: 'upload_host_refused',
    detail: url?.host ?? 'not a URL',
  });
}
