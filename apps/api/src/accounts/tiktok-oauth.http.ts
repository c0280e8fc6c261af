import type { IncomingMessage, ServerResponse } from 'node:http';
import { readAuthorizeCallback } from '@airdate/tiktok';
import { fromNodeHeaders } from 'better-auth/node';
import { actInTeam } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ForbiddenError } from '../errors.ts';
import { globalId } from '../global-id.ts';
import type { RawRoute } from '../http/raw-route.ts';
import type { Auth } from '../sign-in/auth.http.ts';
import { resolveViewer } from '../sign-in/resolve-viewer.http.ts';
import { type ConnectOutcome, finishConnect } from './finish-connect.ts';
import { type BrowserSession, startConnect } from './start-connect.ts';

/**
 * The two ends of TikTok's consent page, for signed-in browsers. Both answer with a redirect; the dashboard's accounts
 * page reads the outcome from its query: `connected` and `missingScopes`, or `connectError`.
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
    {
      method: 'GET',
      path: '/oauth/tiktok/callback',
      async handle(req, res, url) {
        const browser = await signedInBrowser(deps, auth, req);
        const callback = readAuthorizeCallback(url.searchParams);
        const outcome = await finishConnect(deps, { callback, session: browser?.session ?? null });
        redirect(res, accountsPage(deps, outcome));
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

/** Codes and states stand in the address, so it is neither cached nor told to the next page. */
function redirect(res: ServerResponse, to: URL): void {
  res
    .writeHead(302, { location: to.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .end();
}
