import { describe, expect } from 'vitest';
import { type Answer, LOG_ID, send } from './wire/answer.ts';
import { authorizeUrl, callbackQuery, decide } from './wire/consent.ts';
import { contract } from './wire/contract.ts';
import type { SimulatedTikTok } from './wire/tiktok.ts';

const { anywhere, withControl } = contract('OAuth: code exchange');

const TOKEN = '/v2/oauth/token/';
/** The example of Login Kit for Desktop's quirk: hex, where RFC 7636 writes base64url. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const HEX_CHALLENGE = '13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3';
const BASE64URL_CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const S256 = { code_challenge: HEX_CHALLENGE, code_challenge_method: 'S256' };

const exchange = (code: string, redirectUri: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: redirectUri,
});

async function newCode(tiktok: SimulatedTikTok, changes: Record<string, string> = {}): Promise<string> {
  const { username } = tiktok.creator;
  return callbackQuery(await decide(authorizeUrl(tiktok, changes), { username })).get('code')!;
}

async function exchangeNew(
  tiktok: SimulatedTikTok,
  fields: Record<string, string | null> = {},
): Promise<Answer> {
  const code = await newCode(tiktok);
  return tiktok.form(TOKEN, { ...exchange(code, tiktok.app.redirectUri), ...fields });
}

/** OAuth errors are flat, and may arrive under HTTP 200. */
function expectOAuthError(answer: Answer, error: string): void {
  expect(answer.body.error).toBe(error);
  expect(answer.body.error_description).toEqual(expect.any(String));
  expect(answer.body.log_id).toMatch(LOG_ID);
  expect(answer.body.access_token).toBeUndefined();
}

describe('a code exchange', () => {
  withControl('answers flat, with tokens, open id, scopes and remaining lives in seconds', async (tiktok) => {
    const answer = await exchangeNew(tiktok);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toMatchObject({
      access_token: expect.stringMatching(/^act\..{1,508}$/),
      expires_in: 7_200,
      open_id: tiktok.creator.openId,
      refresh_expires_in: 15_552_000,
      refresh_token: expect.stringMatching(/^rft\..{1,508}$/),
      scope: 'user.info.basic,video.publish,video.upload',
      token_type: 'Bearer',
    });
  });

  withControl('names in `scope` what was granted, not what was asked for', async (tiktok) => {
    const { username } = tiktok.creator;
    const url = authorizeUrl(tiktok);
    const query = callbackQuery(await decide(url, { username, scopes: ['video.publish'] }));
    const answer = await tiktok.form(TOKEN, exchange(query.get('code')!, tiktok.app.redirectUri));
    expect(answer.body.scope).toBe('user.info.basic,video.publish');
  });

  withControl('gives a creator the same open id every time', async (tiktok) => {
    const ids = [(await exchangeNew(tiktok)).body.open_id, (await exchangeNew(tiktok)).body.open_id];
    expect(new Set(ids).size).toBe(1);
  });

  withControl('takes a code once', async (tiktok) => {
    const fields = exchange(await newCode(tiktok), tiktok.app.redirectUri);
    expect((await tiktok.form(TOKEN, fields)).body.access_token).toBeDefined();
    expectOAuthError(await tiktok.form(TOKEN, fields), 'invalid_grant');
  });

  for (const [when, ms, works] of [
    ['just before ten minutes', 599_999, true],
    ['at ten minutes', 600_000, false],
  ] as const)
    withControl(`${works ? 'takes' : 'refuses'} a code ${when}`, async (tiktok) => {
      const fields = exchange(await newCode(tiktok), tiktok.app.redirectUri);
      await tiktok.pass(ms);
      const answer = await tiktok.form(TOKEN, fields);
      if (works) expect(answer.body.access_token).toBeDefined();
      else expectOAuthError(answer, 'invalid_grant');
    });

  withControl('refuses a code that is still percent-encoded', async (tiktok) => {
    const code = (await newCode(tiktok)).replaceAll('!', '%21');
    const fields = exchange(code, tiktok.app.redirectUri);
    expectOAuthError(await tiktok.form(TOKEN, fields), 'invalid_grant');
  });

  anywhere('refuses a code that TikTok never issued', async (tiktok) => {
    const answer = await tiktok.form(TOKEN, exchange('no-such-code', tiktok.app.redirectUri));
    expectOAuthError(answer, 'invalid_grant');
  });

  withControl('refuses a redirect URI other than that of the authorize call', async (tiktok) => {
    const answer = await exchangeNew(tiktok, { redirect_uri: 'http://localhost:3000/callback/' });
    expect(answer.body.error).toMatch(/^invalid_(grant|request)$/);
    expect(answer.body.access_token).toBeUndefined();
  });
});

describe('the token endpoint', () => {
  const MALFORMED: [string, Record<string, string | null>, string][] = [
    ['client_id instead of client_key', { client_key: null, client_id: 'x' }, 'invalid_request'],
    ['no client_secret', { client_secret: null }, 'invalid_request'],
    ['no grant_type', { grant_type: null }, 'invalid_request'],
    ['no code', { code: null }, 'invalid_request'],
    ['a wrong client_secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['an unknown client_key', { client_key: 'nobody' }, 'invalid_client'],
    ['a grant_type of another standard', { grant_type: 'password' }, 'unsupported_grant_type'],
  ];
  for (const [what, fields, error] of MALFORMED)
    anywhere(`refuses ${what} with ${error}`, async (tiktok) => {
      const sound = exchange('no-such-code', tiktok.app.redirectUri);
      expectOAuthError(await tiktok.form(TOKEN, { ...sound, ...fields }), error);
    });

  withControl('refuses an exchange without its redirect URI', async (tiktok) => {
    expectOAuthError(await exchangeNew(tiktok, { redirect_uri: null }), 'invalid_request');
  });

  anywhere('refuses JSON with invalid_request', async (tiktok) => {
    const { clientKey, clientSecret, redirectUri } = tiktok.app;
    const fields = { client_key: clientKey, client_secret: clientSecret, ...exchange('code', redirectUri) };
    const answer = await send(tiktok.apiUrl + TOKEN, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
    expectOAuthError(answer, 'invalid_request');
  });

  withControl('lists JSON and an Authorization header as violations', async (tiktok) => {
    const post = (headers: Record<string, string>) =>
      send(tiktok.apiUrl + TOKEN, { method: 'POST', headers, body: '{}' });
    await post({ 'content-type': 'application/json' });
    await post({ 'content-type': 'application/x-www-form-urlencoded', authorization: 'Bearer act.x' });
    const rules = tiktok.simulator.violations().map((violation) => violation.rule);
    expect(rules).toEqual(expect.arrayContaining(['wrong_content_type', 'authorization_header']));
  });

  for (const status of [200, 400, 401] as const)
    withControl(`carries an error under HTTP ${status} when told so`, async (tiktok) => {
      if (status !== 200) tiktok.simulator.configure({ oauthErrorHttpStatus: status });
      const answer = await tiktok.form(TOKEN, exchange('no-such-code', tiktok.app.redirectUri));
      expect(answer.status).toBe(status);
      expectOAuthError(answer, 'invalid_grant');
    });

  for (const code of ['server_error', 'temporarily_unavailable', 'access_denied', 'unauthorized_client'])
    withControl(`can fail with ${code}, also under HTTP 200`, async (tiktok) => {
      tiktok.simulator.faults.add({ point: 'oauth.exchange', effect: { kind: 'error', code } });
      const answer = await exchangeNew(tiktok);
      expect(answer.status).toBe(200);
      expectOAuthError(answer, code);
    });
});

describe('PKCE', () => {
  const withChallenge = async (tiktok: SimulatedTikTok, challenge: string, verifier: string | null) => {
    const code = await newCode(tiktok, { ...S256, code_challenge: challenge });
    const fields = exchange(code, tiktok.app.redirectUri);
    return tiktok.form(TOKEN, { ...fields, code_verifier: verifier });
  };

  withControl('takes the lower-case hex challenge of Login Kit for Desktop', async (tiktok) => {
    expect((await withChallenge(tiktok, HEX_CHALLENGE, VERIFIER)).body.access_token).toBeDefined();
  });

  const REFUSED: [string, string, string | null, RegExp][] = [
    ['the base64url challenge of RFC 7636', BASE64URL_CHALLENGE, VERIFIER, /^invalid_(grant|request)$/],
    ['a challenge in upper-case hex', HEX_CHALLENGE.toUpperCase(), VERIFIER, /^invalid_(grant|request)$/],
    ['the verifier itself as challenge', VERIFIER, VERIFIER, /^invalid_(grant|request)$/],
    ['another verifier', HEX_CHALLENGE, `${VERIFIER}x`, /^invalid_(grant|request)$/],
    ['no verifier', HEX_CHALLENGE, null, /^invalid_request$/],
    ['a verifier with a forbidden character', HEX_CHALLENGE, `${VERIFIER.slice(1)}+`, /^invalid_request$/],
  ];
  for (const [what, challenge, verifier, error] of REFUSED)
    withControl(`refuses ${what}`, async (tiktok) => {
      const answer = await withChallenge(tiktok, challenge, verifier);
      expect(answer.body.error).toMatch(error);
    });

  withControl('takes base64url where the strict switch is off', async (tiktok) => {
    tiktok.simulator.configure({ pkceHexOnly: false });
    expect((await withChallenge(tiktok, BASE64URL_CHALLENGE, VERIFIER)).body.access_token).toBeDefined();
    expect((await withChallenge(tiktok, HEX_CHALLENGE, VERIFIER)).body.access_token).toBeDefined();
  });

  const LENGTHS: [number, boolean][] = [
    [42, false],
    [43, true],
    [128, true],
    [129, false],
  ];
  for (const [length, works] of LENGTHS)
    withControl(`${works ? 'takes' : 'refuses'} a verifier of ${length} characters`, async (tiktok) => {
      const verifier = 'aA0-._~'.repeat(20).slice(0, length);
      const answer = await withChallenge(tiktok, await hexDigest(verifier), verifier);
      if (works) expect(answer.body.access_token).toBeDefined();
      else expectOAuthError(answer, 'invalid_request');
    });
});

async function hexDigest(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}
