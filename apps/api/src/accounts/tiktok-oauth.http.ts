import type { IncomingMessage } from 'node:http';
import { readAuthorizeCallback } from '@airdate/tiktok';
import { fromNodeHeaders } from 'better-auth/node';
import { actInTeam } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ForbiddenError } from '../errors.ts';
import { globalId } from '../global-id.ts';
import type { RawRoute } from '../http/raw-route.ts';
import type { Auth } from '../sign-in/auth.http.ts';
import { resolveViewer } from '../sign-in/resolve-viewer.http.ts';
import { connectByLinkRoute, linkBrowserOf, outcomePage } from './connect-by-link.http.ts';
import { type ConnectOutcome, finishConnect } from './finish-connect.ts';
import { redirect } from './redirect.http.ts';
import { type BrowserSession, startConnect } from './start-connect.ts';

/**
 * The two ends of TikTok's consent page, for signed-in browsers and for those that opened a link. Both answer with a
 * redirect; a page of the dashboard reads the outcome from its query: `connected` and `missingScopes`, or `connectError`.
 */
export function tiktokOAuthRoutes(deps: Deps, auth: Auth): RawRoute[] {
  return [
    {
      method: 'GET',
      path: '/oauth/tiktok/start',
      async handle(req, res) {
        redirect(res, await consentPage(deps, auth, req));
      },
    },
    connectByLinkRoute(deps),
    {
      method: 'GET',
      path: '/oauth/tiktok/callback',
      async handle(req, res, url) {
        const browser = await signedInBrowser(deps, auth, req);
        const callback = readAuthorizeCallback(url.searchParams);
        const linkBrowserId = linkBrowserOf(deps, req);
        const owner = { session: browser?.session ?? null, linkBrowserId };
        const { byLink, ...outcome } = await finishConnect(deps, { callback, owner });
        redirect(res, byLink && linkBrowserId ? outcomePage(deps, outcome) : accountsPage(deps, outcome));
      },
    },
  ];
}

async function consentPage(deps: Deps, auth: Auth, req: IncomingMessage): Promise<URL> {
  const browser = await signedInBrowser(deps, auth, req);
  // The dashboard asks people to sign in there.
  if (!browser) return new URL('/accounts', deps.config.appUrl);
  try {
    return await startConnect(actInTeam(deps, browser.viewer), browser.session);
  } catch (error) {
    if (error instanceof ForbiddenError) return accountsPage(deps, { ok: false, reason: 'forbidden' });
    throw error;
  }
}

async function signedInBrowser(deps: Deps, auth: Auth, req: IncomingMessage) {
  const viewer = await resolveViewer(deps, auth, fromNodeHeaders(req.headers));
  if (!viewer?.userId || !viewer.sessionId) return null;
  const session: BrowserSession = { userId: viewer.userId, sessionId: viewer.sessionId };
  return { viewer, session };
}

function accountsPage(deps: Deps, outcome: ConnectOutcome): URL {
  const page = new URL('/accounts', deps.config.appUrl);
  if (outcome.ok) page.searchParams.set('connected', globalId('Account', outcome.account.id));
  else page.searchParams.set('connectError', outcome.reason);
  const missing = outcome.missingScopes ?? [];
  if (missing.length > 0) page.searchParams.set('missingScopes', missing.join(','));
  return page;
}
