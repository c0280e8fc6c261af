import { readEnv } from '../env.server.ts';
import { fetchSessions, type Session } from './session.ts';

const { apiUrl, appUrl } = readEnv();

/** What the API said to a sign-in, sign-up, sign-out, change of password or end of a session. */
export type AuthAnswer =
  | { ok: true; headers: Headers }
  | { ok: false; code: string; message: string | null; path: string[]; retryAfterSeconds: number | null };

/**
 * Calls the API's authentication in the name of whoever sent `request`. On success `headers` holds the cookies to pass on.
 * A failure to reach it comes back as the code `API_UNAVAILABLE`.
 *
 * @param path below /auth, for example "/sign-in/email"
 */
export async function callAuth(request: Request, path: string, body: object): Promise<AuthAnswer> {
  const headers = {
    ...sendersHeaders(request),
    'content-type': 'application/json',
    origin: new URL(appUrl).origin,
  };
  let response: Response;
  try {
    response = await fetch(`${apiUrl}/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  } catch {
    return { ok: false, code: 'API_UNAVAILABLE', message: null, path: [], retryAfterSeconds: null };
  }
  if (response.ok) {
    await response.body?.cancel();
    return { ok: true, headers: cookiesOf(response) };
  }
  const answer = (await response.json().catch(() => ({}))) as {
    code?: string;
    message?: string;
    path?: string[];
  };
  const retryAfter = Number(response.headers.get('x-retry-after') ?? response.headers.get('retry-after'));
  return {
    ok: false,
    code: response.status === 429 ? 'TOO_MANY_REQUESTS' : (answer.code ?? 'UNKNOWN'),
    message: answer.message ?? null,
    path: answer.path ?? [],
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
  };
}

/** Where the sender of `request` is signed in; null when the API does not answer. */
export function readSessions(request: Request): Promise<Session[] | null> {
  return fetchSessions(apiUrl, sendersHeaders(request));
}

function sendersHeaders(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of ['cookie', 'user-agent', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']) {
    const value = request.headers.get(name);
    if (value) headers[name] = value;
  }
  return headers;
}

function cookiesOf(response: Response): Headers {
  const headers = new Headers();
  for (const cookie of response.headers.getSetCookie()) headers.append('set-cookie', cookie);
  return headers;
}
