import { readEnv } from '../env.server.ts';
import { type AuthAnswer, fetchAuth } from './auth-answer.ts';
import { fetchSessions, type Session } from './session.ts';
import { fetchSignInMethods, type SignInMethods } from './sign-in-methods.ts';

const { apiUrl, appUrl } = readEnv();

/**
 * Calls the API's authentication in the name of whoever sent `request`. On success `headers` holds the cookies to pass on.
 *
 * @param path below /auth, for example "/sign-in/email"
 */
export async function callAuth(request: Request, path: string, body: object): Promise<AuthAnswer> {
  const headers = {
    ...sendersHeaders(request),
    'content-type': 'application/json',
    origin: new URL(appUrl).origin,
  };
  const answer = await fetchAuth(`${apiUrl}/auth${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return answer.ok ? { ...answer, headers: cookiesIn(answer.headers) } : answer;
}

/** Where the sender of `request` is signed in; null when the API does not answer. */
export function readSessions(request: Request): Promise<Session[] | null> {
  return fetchSessions(apiUrl, sendersHeaders(request));
}

/** What the sender of `request` signs in with; null when the API does not answer. */
export function readSignInMethods(request: Request): Promise<SignInMethods | null> {
  return fetchSignInMethods(apiUrl, sendersHeaders(request));
}

/** Whether somebody entered a right password in this browser and has yet to enter a code. */
export const hasPendingSignIn = (request: Request): boolean =>
  /(?:^|[;.] ?)two_factor=[^;]/.test(request.headers.get('cookie') ?? '');

function sendersHeaders(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of ['cookie', 'user-agent', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']) {
    const value = request.headers.get(name);
    if (value) headers[name] = value;
  }
  return headers;
}

function cookiesIn(answered: Headers): Headers {
  const headers = new Headers();
  for (const cookie of answered.getSetCookie()) headers.append('set-cookie', cookie);
  return headers;
}
