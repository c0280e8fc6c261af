import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { issueCode } from '../grants/issue-code.ts';
import type { Http } from '../http/endpoint.ts';
import { consentErrorPage, consentPage } from '../pages/consent.ts';
import { layout } from '../pages/layout.ts';
import type { Creator } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { formText } from './form-fields.ts';

const SESSION_COOKIE = 'simulator_session';
const BASIC_SCOPE = 'user.info.basic';

type AuthorizeRequest = {
  redirectUri: string;
  state: string | null;
  scopes: string[];
  codeChallenge: string | null;
};

/** The browser's half of Login Kit: the consent page and the way back to the app. */
export function mountAuthorize(hono: Hono<Http>, world: World): void {
  hono.get('/v2/auth/authorize/', async (c) => {
    const request = await readRequest(world, c);
    if (request instanceof Response) return request;
    const signedIn = world.store.creators.get(getCookie(c, SESSION_COOKIE) ?? '');
    const skipsConsent = c.req.query('disable_auto_auth') !== '1';
    if (skipsConsent && signedIn !== undefined && hasGranted(world, signedIn, request.scopes))
      return c.redirect(allow(world, request, signedIn, request.scopes));
    const main = consentPage({
      app: world.app,
      creators: world.store.creators.all(),
      selected: signedIn?.username,
      scopes: request.scopes,
    });
    return c.html(layout(world, { title: 'Log in', section: 'none', narrow: true, main }));
  });

  hono.post('/v2/auth/authorize/', async (c) => {
    const request = await readRequest(world, c);
    if (request instanceof Response) return request;
    const form = await c.req.formData();
    if (form.get('decision') !== 'allow')
      return c.redirect(sendBack(request, { error: 'access_denied', error_description: 'User cancelled' }));
    const creator = world.store.creators.get(formText(form, 'creator'));
    if (creator === undefined) return fail(c, world, 'invalid_request', 'creator', 'Pick a creator.');
    if (world.app.sandbox && !world.app.targetUsers.includes(creator.username))
      return c.redirect(
        sendBack(request, {
          error: 'access_denied',
          error_type: 'non_sandbox_target',
          error_description: 'The account is not a target user of this sandbox app',
        }),
      );
    const allowed = form.getAll('scope').map(String);
    const granted = request.scopes.filter((scope) => scope === BASIC_SCOPE || allowed.includes(scope));
    setCookie(c, SESSION_COOKIE, creator.username, { path: '/v2/auth', httpOnly: true, sameSite: 'Lax' });
    return c.redirect(allow(world, request, creator, granted));
  });
}

function allow(world: World, request: AuthorizeRequest, creator: Creator, scopes: string[]): string {
  const { redirectUri, codeChallenge } = request;
  const code = issueCode(world, { creator, scopes, redirectUri, codeChallenge });
  return sendBack(request, { code, scopes: scopes.join(',') });
}

function sendBack(request: AuthorizeRequest, answer: Record<string, string>): string {
  const url = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (request.state !== null) url.searchParams.set('state', request.state);
  return url.href;
}

function hasGranted(world: World, creator: Creator, scopes: string[]): boolean {
  return world.store.grants
    .filter((grant) => grant.openId === creator.openId)
    .some((grant) => scopes.every((scope) => grant.scopes.includes(scope)));
}

/** The checked request, or the page or redirect that refuses it. */
async function readRequest(world: World, c: Context<Http>): Promise<AuthorizeRequest | Response> {
  const query = new URL(c.req.url).searchParams;
  const { app } = world;
  if (query.get('client_key') !== app.clientKey)
    return fail(c, world, 'unauthorized_client', 'client_key', 'The client_key is unknown.');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!app.redirectUris.some((registered) => matchesRedirectUri(registered, redirectUri)))
    return fail(
      c,
      world,
      'invalid_request',
      'redirect_uri',
      'The redirect_uri is not exactly one of the registered ones.',
    );
  const scopes = (query.get('scope') ?? '').split(',').filter((scope) => scope !== '');
  const request = {
    redirectUri,
    state: query.get('state'),
    scopes,
    codeChallenge: query.get('code_challenge'),
  };
  const refuse = (error: string, description: string) =>
    c.redirect(sendBack(request, { error, error_description: description }));
  if (query.get('response_type') !== 'code')
    return refuse('unsupported_response_type', 'response_type must be code');
  if (scopes.length === 0 || scopes.some((scope) => !app.scopes.includes(scope)))
    return refuse('invalid_scope', 'A scope is unknown or not enabled for this app');
  if (request.codeChallenge !== null && query.get('code_challenge_method') !== 'S256')
    return refuse('invalid_request', 'code_challenge_method must be S256');
  if (!scopes.includes(BASIC_SCOPE)) scopes.unshift(BASIC_SCOPE);
  return request;
}

/** Byte for byte, but that a desktop URI may register `*` as its port. */
function matchesRedirectUri(registered: string, given: string): boolean {
  if (registered === given) return true;
  const desktop = /^(https?:\/\/(?:localhost|127\.0\.0\.1)):\*(\/.*)?$/.exec(registered);
  const port = /^(https?:\/\/(?:localhost|127\.0\.0\.1)):\d{1,5}(\/.*)?$/.exec(given);
  return desktop !== null && port !== null && desktop[1] === port[1] && desktop[2] === port[2];
}

function fail(c: Context<Http>, world: World, error: string, errorType: string, detail: string) {
  world.violation('authorize', errorType, detail);
  const main = consentErrorPage(error, errorType, detail);
  const page = layout(world, { title: 'Error', section: 'none', narrow: true, main });
  return c.html(page, 400);
}
