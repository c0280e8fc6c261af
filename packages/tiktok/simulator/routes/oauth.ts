import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hono } from 'hono';
import type { FaultPoint } from '../faults/faults.ts';
import { createGrant, type IssuedTokens, issueTokens, liveGrant, ownerOf } from '../grants/grants.ts';
import { REMOVAL_REASONS, removeAuthorization } from '../grants/remove-authorization.ts';
import { OAuthError } from '../http/api-error.ts';
import { type Http, type HttpContext, mount } from '../http/endpoint.ts';
import type { AuthorizationCode } from '../world/entities.ts';
import { newClientToken } from '../world/ids.ts';
import { TOKEN_LIFETIMES } from '../world/settings.ts';
import type { World } from '../world/world.ts';

const TOKEN_FIELDS: Record<string, readonly string[]> = {
  authorization_code: ['code', 'redirect_uri', 'code_verifier'],
  refresh_token: ['refresh_token'],
  client_credentials: [],
};
const CLIENT_TOKEN_SECONDS = 7_200;

/** Token exchange, refresh, client credentials and revocation. */
export function mountOAuth(hono: Hono<Http>, world: World): void {
  mount(hono, world, {
    point: tokenCallOf,
    method: 'POST',
    path: '/v2/oauth/token/',
    shape: 'oauth',
    whose: (c) => subjectOf(world, c),
    async answer(c) {
      const point = await tokenCallOf(c);
      const form = await readForm(world, point, c);
      authenticate(world, form);
      const grantType = required(form, 'grant_type');
      const allowed = TOKEN_FIELDS[grantType];
      if (allowed === undefined)
        throw new OAuthError('unsupported_grant_type', `Grant type ${grantType} is not supported.`);
      refuseUnknown(world, point, form, ['client_key', 'client_secret', 'grant_type', ...allowed]);
      if (grantType === 'client_credentials') return ok(issueClientToken(world));
      if (grantType === 'refresh_token') return ok(refresh(world, required(form, 'refresh_token')));
      return ok(exchange(world, form));
    },
  });
  mount(hono, world, {
    point: 'oauth.revoke',
    method: 'POST',
    path: '/v2/oauth/revoke/',
    shape: 'oauth',
    whose: (c) => subjectOf(world, c),
    async answer(c) {
      const form = await readForm(world, 'oauth.revoke', c);
      authenticate(world, form);
      refuseUnknown(world, 'oauth.revoke', form, ['client_key', 'client_secret', 'token']);
      const grant = liveGrant(world, 'access', required(form, 'token'));
      if (grant === undefined) throw new OAuthError('invalid_grant', 'Access token is invalid or expired.');
      removeAuthorization(world, grant.openId, REMOVAL_REASONS.developerRevoked);
      return ok({});
    },
  });
}

/** Which call reached the token endpoint. One that cannot be told is taken for an exchange. */
async function tokenCallOf(c: HttpContext): Promise<FaultPoint> {
  const grantType = new URLSearchParams(await c.req.text()).get('grant_type');
  if (grantType === 'refresh_token') return 'oauth.refresh';
  return grantType === 'client_credentials' ? 'oauth.client_token' : 'oauth.exchange';
}

const ok = (body: object) => ({
  status: 200,
  code: 'ok',
  body,
  headers: { 'cache-control': 'no-store' },
});

/** Forms may not repeat a field, and JSON is not a form. */
async function readForm(world: World, point: FaultPoint, c: HttpContext): Promise<Map<string, string>> {
  if (c.req.header('authorization') !== undefined)
    world.violation(point, 'authorization_header', 'token calls carry no Authorization header');
  const contentType = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;.*)?$/i.test(contentType)) {
    world.violation(point, 'wrong_content_type', contentType === '' ? 'none' : contentType);
    throw new OAuthError('invalid_request', 'Only `application/x-www-form-urlencoded` is accepted.');
  }
  return new Map(new URLSearchParams(await c.req.text()));
}

function required(form: Map<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined || value === '')
    throw new OAuthError('invalid_request', `The request parameters are malformed: ${name} is missing.`);
  return value;
}

function refuseUnknown(
  world: World,
  point: FaultPoint,
  form: Map<string, string>,
  known: readonly string[],
): void {
  const unknown = [...form.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  world.violation(point, 'unknown_field', unknown.join(', '));
  if (world.settings.refuseUnknownFields)
    throw new OAuthError('invalid_request', `Unknown parameter: ${unknown.join(', ')}`);
}

function authenticate(world: World, form: Map<string, string>): void {
  const key = required(form, 'client_key');
  const secret = required(form, 'client_secret');
  const { clientKey, clientSecret } = world.app;
  if (!same(key, clientKey) || !same(secret, clientSecret))
    throw new OAuthError('invalid_client', 'Client key or secret is incorrect.');
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function exchange(world: World, form: Map<string, string>): object {
  const value = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  const code = world.store.codes.get(value);
  const dead = code === undefined || code.usedAtMs !== null || code.expiresAtMs <= world.clock.now();
  if (dead) throw new OAuthError('invalid_grant', 'Authorization code is expired.');
  if (code.redirectUri !== redirectUri)
    throw new OAuthError('invalid_request', 'Redirect_uri is not matched with the uri when requesting code.');
  checkVerifier(world, code, form.get('code_verifier'));
  return world.store.together(() => {
    code.usedAtMs = world.clock.now();
    world.store.codes.put(code);
    const grant = createGrant(world, code.openId, code.scopes);
    return tokenAnswer(world, code.openId, code.scopes, issueTokens(world, grant));
  });
}

function checkVerifier(world: World, code: AuthorizationCode, verifier: string | undefined): void {
  if (code.codeChallenge === null) return;
  if (verifier === undefined || verifier === '')
    throw new OAuthError('invalid_request', 'Code verifier is missing.');
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier))
    throw new OAuthError('invalid_request', 'Code verifier is malformed.');
  const digest = createHash('sha256').update(verifier).digest();
  // Login Kit for Desktop writes the challenge in hex, not in the base64url of RFC 7636.
  const accepted = [digest.toString('hex')];
  if (!world.settings.pkceHexOnly) accepted.push(digest.toString('base64url'));
  if (accepted.includes(code.codeChallenge)) return;
  if (code.codeChallenge === digest.toString('base64url'))
    world.violation('oauth.exchange', 'pkce_challenge_form', 'base64url instead of lower-case hex');
  throw new OAuthError('invalid_grant', 'Code verifier or code challenge is invalid.');
}

function refresh(world: World, value: string): object {
  const grant = liveGrant(world, 'refresh', value);
  if (grant === undefined) throw new OAuthError('invalid_grant', 'Refresh token is invalid or expired.');
  const { tokens } = world.store;
  const old = tokens.get(value)!;
  return world.store.together(() => {
    const issued = issueTokens(world, grant);
    if (TOKEN_LIFETIMES[world.settings.profile].rotates) tokens.put({ ...old, spentAtMs: world.clock.now() });
    else {
      tokens.delete(issued.refresh.token);
      issued.refresh = old;
    }
    return tokenAnswer(world, grant.openId, grant.scopes, issued);
  });
}

function tokenAnswer(world: World, openId: string, scopes: string[], issued: IssuedTokens): object {
  const remaining = (expiresAtMs: number) => Math.floor((expiresAtMs - world.clock.now()) / 1000);
  return {
    access_token: issued.access.token,
    expires_in: remaining(issued.access.expiresAtMs),
    open_id: openId,
    refresh_expires_in: remaining(issued.refresh.expiresAtMs),
    refresh_token: issued.refresh.token,
    scope: scopes.join(','),
    token_type: 'Bearer',
  };
}

function issueClientToken(world: World): object {
  const token = newClientToken();
  const expiresAtMs = world.clock.now() + CLIENT_TOKEN_SECONDS * 1000;
  world.store.tokens.put({ token, kind: 'client', grantId: '', expiresAtMs, spentAtMs: null });
  return { access_token: token, expires_in: CLIENT_TOKEN_SECONDS, token_type: 'Bearer' };
}

/** Whom a token call is about, read from what it presents. */
async function subjectOf(world: World, c: HttpContext): Promise<string | undefined> {
  const form = new URLSearchParams(await c.req.text());
  const code = world.store.codes.get(form.get('code') ?? '');
  if (code !== undefined) return world.store.creatorByOpenId(code.openId)?.username;
  return ownerOf(world, form.get('refresh_token') ?? form.get('token') ?? '')?.username;
}
