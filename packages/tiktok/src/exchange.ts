import type { ClientConfig } from './config.ts';
import type { ApiEndpointName } from './endpoints.ts';
import { ENDPOINTS } from './endpoints.ts';
import { networkFailure } from './network.ts';
import { startTimeout } from './start-timeout.ts';

export type ApiRequest = {
  endpoint: ApiEndpointName;
  accessToken?: string;
  query?: Record<string, string>;
  body?: { json: unknown } | { form: Record<string, string> };
  signal?: AbortSignal;
};

export type ApiResponse = {
  httpStatus: number;
  body: string;
  /** TikTok's gateway repeats the log id here, also on pages that have no envelope. */
  logIdHeader: string | null;
  /** From `Retry-After` in seconds, which TikTok does not document. */
  retryAfterMs: number | null;
};

/**
 * One request and its whole answer, unread.
 *
 * @throws TikTokError `network_error` or `timeout`
 * @throws the signal's reason when the caller aborts
 */
export async function exchange(config: ClientConfig, request: ApiRequest): Promise<ApiResponse> {
  const timeout = startTimeout(config.timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout.signal]) : timeout.signal;
  try {
    const response = await config.fetch(urlOf(config, request), {
      method: ENDPOINTS[request.endpoint].method,
      headers: headersOf(request),
      body: bodyOf(request),
      // A redirect would carry tokens and secrets to wherever it points.
      redirect: 'manual',
      signal,
    });
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      httpStatus: response.status,
      body: await response.text(),
      logIdHeader: response.headers.get('x-tt-logid'),
      retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null,
    };
  } catch (error) {
    request.signal?.throwIfAborted();
    throw networkFailure(request.endpoint, error, timeout.signal.aborted);
  } finally {
    timeout.clear();
  }
}

function urlOf(config: ClientConfig, request: ApiRequest): URL {
  const url = new URL(config.apiUrl);
  url.pathname = url.pathname.replace(/\/$/, '') + ENDPOINTS[request.endpoint].path;
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  return url;
}

function headersOf({ accessToken, body }: ApiRequest): Record<string, string> {
  return {
    ...(accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }),
    ...(body && 'json' in body ? { 'Content-Type': 'application/json; charset=UTF-8' } : {}),
    ...(body && 'form' in body ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
  };
}

function bodyOf({ body }: ApiRequest): string | undefined {
  if (body === undefined) return undefined;
  return 'json' in body ? JSON.stringify(body.json) : new URLSearchParams(body.form).toString();
}
