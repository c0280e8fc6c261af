import type { IncomingMessage } from 'node:http';
import { fromNodeHeaders } from 'better-auth/node';
import type { Deps } from '../deps.ts';
import { isUuid } from '../global-id.ts';
import type { RawRoute } from '../http/raw-route.ts';
import { clientAddressOf, networkOf } from '../sign-in/client-address.ts';
import { cookiePrefix, isSecure } from '../sign-in/cookie-prefix.ts';
import { countAttempt } from '../sign-in/sign-in-attempts.ts';
import { CONNECT_ATTEMPT_LIFETIME_MS } from './connect-attempt.ts';
import { startConnectByLink } from './connect-by-link.ts';
import { linkPage } from './connect-link.ts';
import type { ConnectOutcome } from './finish-connect.ts';
import { redirect } from './redirect.http.ts';

/** How often an address may go to TikTok's page in an hour before it has to wait; creators of an agency may share one. */
const STARTS = { free: 30 };

/**
 * `GET /oauth/tiktok/link?token=`: from the page of a link to TikTok's consent page. Only that page leads here, so that nobody
 * is taken to TikTok without having read who asks.
 */
export function connectByLinkRoute(deps: Deps): RawRoute {
  return {
    method: 'GET',
    path: '/oauth/tiktok/link',
    async handle(req, res, url) {
      const token = url.searchParams.get('token') ?? '';
      if (req.headers['sec-fetch-site'] !== 'same-origin') {
        return redirect(res, linkPage(deps.config.appUrl, token));
      }
      const network = networkOf(clientAddressOf(fromNodeHeaders(req.headers)));
      if ((await countAttempt(deps, `connect-link:${network}`, STARTS)) > 0) {
        return redirect(res, outcomePage(deps, { ok: false, reason: 'too_many_attempts' }));
      }
      const started = await startConnectByLink(deps, token);
      if (!started) return redirect(res, linkPage(deps.config.appUrl, token));
      redirect(res, started.consentPage, { 'set-cookie': browserCookie(deps, started.browserId) });
    },
  };
}

/** What {@link connectByLinkRoute} gave to this browser. */
export function linkBrowserOf(deps: Deps, { headers }: IncomingMessage): string | null {
  const cookies = (headers.cookie ?? '').split(/; */);
  const prefix = `${cookieName(deps)}=`;
  const value = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length) ?? '';
  return isUuid(value) ? value : null;
}

/** The page that tells a creator what happened. It names no account: it is read from the address, which anybody can write. */
export function outcomePage(
  deps: Deps,
  outcome: ConnectOutcome | { ok: false; reason: 'too_many_attempts'; missingScopes?: string[] },
): URL {
  const page = new URL('/connect', deps.config.appUrl);
  if (outcome.ok) page.searchParams.set('connected', 'yes');
  else page.searchParams.set('connectError', outcome.reason);
  const missing = outcome.missingScopes ?? [];
  if (missing.length > 0) page.searchParams.set('missingScopes', missing.join(','));
  return page;
}

function browserCookie(deps: Deps, browserId: string): string {
  const { appUrl } = deps.config;
  const attributes = [`Max-Age=${CONNECT_ATTEMPT_LIFETIME_MS / 1000}`, 'Path=/', 'HttpOnly', 'SameSite=Lax'];
  return [`${cookieName(deps)}=${browserId}`, ...attributes, ...(isSecure(appUrl) ? ['Secure'] : [])].join(
    '; ',
  );
}

function cookieName({ config }: Deps): string {
  return `${cookiePrefix(config.appUrl)}.connect`;
}
