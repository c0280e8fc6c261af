/** What the API says to whatever has to do with signing in. */
export type AuthAnswer =
  | { ok: true; headers: Headers; body: unknown }
  | { ok: false; code: string; message: string | null; path: string[]; retryAfterSeconds: number | null };

export type AuthRefusal = Extract<AuthAnswer, { ok: false }>;

/** A refusal that this side of the API came to. */
export const authRefusal = (code: string): AuthRefusal => ({
  ok: false,
  code,
  message: null,
  path: [],
  retryAfterSeconds: null,
});

/**
 * Sends a request below /auth. A failure to reach the API comes back as the code `API_UNAVAILABLE`.
 *
 * @param url with the API's origin in front, or none in the browser, which sends its cookies by itself
 */
export async function fetchAuth(url: string, init: RequestInit): Promise<AuthAnswer> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch {
    return authRefusal('API_UNAVAILABLE');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return { ok: true, headers: response.headers, body };
  const { code, message, path } = (body ?? {}) as { code?: string; message?: string; path?: string[] };
  const retryAfter = Number(response.headers.get('x-retry-after') ?? response.headers.get('retry-after'));
  return {
    ok: false,
    code: response.status === 429 ? 'TOO_MANY_REQUESTS' : (code ?? 'UNKNOWN'),
    message: message ?? null,
    path: path ?? [],
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
  };
}
