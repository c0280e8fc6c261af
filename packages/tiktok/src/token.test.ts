import { describe, expect, it } from 'vitest';
import { readAuthorizeCallback } from './authorize.ts';
import { startScriptedServer } from './testing/scripted-server.ts';
import { failureOf, NOW, testClient } from './testing/test-client.ts';

const token = {
  access_token: 'act.x',
  expires_in: 7200,
  open_id: '-000abc',
  refresh_expires_in: 15_552_000,
  refresh_token: 'rft.y',
  scope: 'user.info.basic,video.publish',
  token_type: 'Bearer',
};
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('authorizeUrl', () => {
  const { client } = testClient('http://localhost');
  const input = {
    redirectUri: 'https://app.example/cb',
    scopes: ['user.info.basic', 'video.publish'],
    state: 's&t',
  };

  it("leads to TikTok's consent page with everything it asks for", () => {
    const url = client.authorizeUrl(input);
    expect(url.origin + url.pathname).toBe('https://www.tiktok.com/v2/auth/authorize/');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_key: 'ck',
      scope: 'user.info.basic,video.publish',
      response_type: 'code',
      redirect_uri: 'https://app.example/cb',
      state: 's&t',
    });
  });

  it('can force the consent page and carry a challenge', () => {
    const { searchParams } = client.authorizeUrl({ ...input, disableAutoAuth: true, codeChallenge: 'abc' });
    expect(searchParams.get('disable_auto_auth')).toBe('1');
    expect(searchParams.get('code_challenge')).toBe('abc');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
  });
});

describe('readAuthorizeCallback', () => {
  it.each([
    [
      'code=a%2A%21b&scopes=user.info.basic,video.list&state=s',
      { ok: true, code: 'a*!b', grantedScopes: ['user.info.basic', 'video.list'], state: 's' },
    ],
    [
      'error=access_denied&error_description=no&state=s',
      { ok: false, code: 'access_denied', description: 'no', state: 's' },
    ],
    ['error=access_denied&error_type=non_sandbox_target&state=s', { ok: false, code: 'non_sandbox_target' }],
    ['error=access_denied&error_type=redirect_uri', { ok: false, code: 'access_denied', state: null }],
    ['code=abc', { ok: false, code: 'invalid_request' }],
    ['', { ok: false, code: 'invalid_request' }],
  ])('reads ?%s', (query, expected) => {
    expect(readAuthorizeCallback(new URLSearchParams(query))).toMatchObject(expected);
  });
});

describe('exchangeCode', () => {
  it('sends a form with the credentials and no bearer', async () => {
    const server = await startScriptedServer({ body: token });
    const { client } = testClient(server.url);
    await client.exchangeCode({ code: 'a*!b', redirectUri: 'https://app.example/cb', codeVerifier: 'v' });
    const { method, path, headers, body } = server.seen[0]!;
    expect([method, path]).toEqual(['POST', '/v2/oauth/token/']);
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(String(body)))).toEqual({
      client_key: 'ck',
      client_secret: 'cs_very_secret',
      grant_type: 'authorization_code',
      code: 'a*!b',
      redirect_uri: 'https://app.example/cb',
      code_verifier: 'v',
    });
  });

  it('counts the lifetimes TikTok gives from the instant of asking', async () => {
    const server = await startScriptedServer({ body: token });
    const grant = await testClient(server.url).client.exchangeCode({ code: 'c', redirectUri: 'r' });
    expect(grant).toEqual({
      accessToken: 'act.x',
      refreshToken: 'rft.y',
      openId: '-000abc',
      scopes: ['user.info.basic', 'video.publish'],
      expiresAt: later(7200),
      refreshExpiresAt: later(15_552_000),
      logId: null,
    });
  });

  it('takes the older, longer lifetimes as well', async () => {
    const body = { ...token, expires_in: 86_400, refresh_expires_in: '31536000' };
    const server = await startScriptedServer({ body });
    const grant = await testClient(server.url).client.exchangeCode({ code: 'c', redirectUri: 'r' });
    expect([grant.expiresAt, grant.refreshExpiresAt]).toEqual([later(86_400), later(31_536_000)]);
  });
});

describe('refreshToken', () => {
  it('sends the refresh token in a form', async () => {
    const server = await startScriptedServer({ body: token });
    expect((await testClient(server.url).client.refreshToken({ refreshToken: 'rft.old' })).refreshToken).toBe(
      'rft.y',
    );
    expect(Object.fromEntries(new URLSearchParams(String(server.seen[0]?.body)))).toEqual({
      client_key: 'ck',
      client_secret: 'cs_very_secret',
      grant_type: 'refresh_token',
      refresh_token: 'rft.old',
    });
  });

  it.each([200, 400, 401])('reads an error that comes with HTTP %i', async (status) => {
    const body = { error: 'invalid_grant', error_description: 'Refresh token is invalid', log_id: 'LOG3' };
    const server = await startScriptedServer({ status, body });
    const error = await failureOf(testClient(server.url).client.refreshToken({ refreshToken: 'rft.old' }));
    expect(error).toMatchObject({
      code: 'invalid_grant',
      disposition: 'RECONNECT',
      logId: 'LOG3',
      httpStatus: status,
      endpoint: 'oauth.refresh',
      mayHaveHadEffect: false,
    });
  });

  it('is not repeated when its answer is lost, because the token may be spent', async () => {
    const server = await startScriptedServer('drop-after-reading', { body: token });
    const error = await failureOf(testClient(server.url).client.refreshToken({ refreshToken: 'rft.old' }));
    expect(error).toMatchObject({ code: 'network_error', mayHaveHadEffect: true });
    expect(server.seen).toHaveLength(1);
  });

  it('does not take an answer without tokens for a success', async () => {
    const server = await startScriptedServer({ body: { log_id: 'LOG4' } });
    const error = await failureOf(testClient(server.url).client.refreshToken({ refreshToken: 'rft.old' }));
    expect(error).toMatchObject({ code: 'malformed_answer', logId: 'LOG4', mayHaveHadEffect: true });
  });
});

describe('revokeToken', () => {
  it.each([[''], ['{}']])('takes the body %j for a success', async (body) => {
    const server = await startScriptedServer({ body });
    await expect(testClient(server.url).client.revokeToken({ accessToken: 'act.x' })).resolves.toEqual({
      logId: null,
    });
    expect(server.seen[0]).toMatchObject({ path: '/v2/oauth/revoke/', method: 'POST' });
    expect(new URLSearchParams(String(server.seen[0]?.body)).get('token')).toBe('act.x');
  });

  it('fails when TikTok says so with HTTP 200', async () => {
    const server = await startScriptedServer({
      body: { error: 'invalid_client', error_description: '', log_id: 'L' },
    });
    const error = await failureOf(testClient(server.url).client.revokeToken({ accessToken: 'act.x' }));
    expect(error).toMatchObject({ code: 'invalid_client', disposition: 'OPERATOR' });
  });
});
