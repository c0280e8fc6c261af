import type { CallRecord } from './call-record.ts';
import type { RetryPolicy } from './retry.ts';
import { DEFAULT_RETRY } from './retry.ts';

export const TIKTOK_API_URL = 'https://open.tiktokapis.com';
export const TIKTOK_AUTHORIZE_URL = 'https://www.tiktok.com/v2/auth/authorize/';

export type TikTokClientOptions = {
  credentials: { clientKey: string; clientSecret: string };
  /** Base of all server calls. Default {@link TIKTOK_API_URL}. */
  apiUrl?: string | URL;
  /** TikTok's consent page. Default {@link TIKTOK_AUTHORIZE_URL}. */
  authorizeUrl?: string | URL;
  /** Used for everything but the upload of bytes. Default: the global one. */
  fetch?: typeof globalThis.fetch;
  /** Turns TikTok's lifetimes into instants. Default: the system clock. */
  clock?: () => Date;
  /** For one try of one call, body included; for an upload, how long TikTok may stay silent. Default 15 000. */
  timeoutMs?: number;
  retry?: Partial<RetryPolicy>;
  /**
   * Hosts (`name` or `name:port`) that may receive bytes besides `*.tiktokapis.com` and the host of `apiUrl`,
   * also without TLS.
   */
  allowedUploadHosts?: readonly string[];
  /** Told about every try of every call. Gets no secrets; must not throw. */
  onCall?: (record: CallRecord) => void;
};

/** The options with every default filled in. */
export type ClientConfig = {
  readonly credentials: { readonly clientKey: string; readonly clientSecret: string };
  readonly apiUrl: URL;
  readonly authorizeUrl: URL;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => Date;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly allowedUploadHosts: readonly string[];
  readonly onCall: (record: CallRecord) => void;
};

export function resolveConfig(options: TikTokClientOptions): ClientConfig {
  const apiUrl = new URL(options.apiUrl ?? TIKTOK_API_URL);
  return {
    credentials: { ...options.credentials },
    apiUrl,
    authorizeUrl: new URL(options.authorizeUrl ?? TIKTOK_AUTHORIZE_URL),
    fetch: options.fetch ?? ((...args) => globalThis.fetch(...args)),
    clock: options.clock ?? (() => new Date()),
    timeoutMs: options.timeoutMs ?? 15_000,
    retry: { ...DEFAULT_RETRY, ...options.retry },
    allowedUploadHosts: options.apiUrl
      ? [...(options.allowedUploadHosts ?? []), apiUrl.host]
      : [...(options.allowedUploadHosts ?? [])],
    onCall: options.onCall ?? (() => {}),
  };
}
