import { describe, expect } from 'vitest';
import { codeChallengeOf, createCodeVerifier, readAuthorizeCallback } from '../src/index.ts';
import { clientOf, failureOf, reached } from './wire/client.ts';
import { callbackQuery, decide } from './wire/consent.ts';
import { contract } from './wire/contract.ts';
import { ALL_SCOPES, type SimulatedTikTok } from './wire/tiktok.ts';

const { withControl } = contract('Client: sign-in and tokens');

const HOUR_MS = 3_600_000;
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

/** From the authorize URL to the callback's code. */
async function consent(tiktok: SimulatedTikTok, codeChallenge?: string, decision = {}) {
  const { client } = clientOf(tiktok);
  const { redirectUri } = tiktok.app;
  const url = client.authorizeUrl({ redirectUri, scopes: ALL_SCOPES, state: 's t&te', codeChallenge });
  const answer = await decide(url, { username: tiktok.creator.username, ...decision });
  return readAuthorizeCallback(callbackQuery(answer));
}

describe('signing in through the client', () => {
  withControl('brings tokens that work, with the lives TikTok said', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const callback = await consent(tiktok);
    if (!callback.ok) throw new Error(callback.code);
    expect(callback.state).toBe('s t&te');
    expect(callback.grantedScopes).toEqual(ALL_SCOPES);
    const { redirectUri } = tiktok.app;
    const token = await client.exchangeCode({ code: callback.code, redirectUri });
    const now = tiktok.simulator.clock.now();
    expect(token).toMatchObject({ openId: tiktok.creator.openId, scopes: ALL_SCOPES });
    expect(token.expiresAt.getTime()).toBe(now + 2 * HOUR_MS);
    expect(token.refreshExpiresAt.getTime()).toBe(now + 180 * 24 * HOUR_MS);
    const user = await client.getUserInfo({ accessToken: token.accessToken, grantedScopes: token.scopes });
    expect(user).toMatchObject({ openId: tiktok.creator.openId, username: tiktok.creator.username });
    expect(tiktok.simulator.violations()).toEqual([]);
  });

  withControl('writes the challenge of the vector, which TikTok takes', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const challenge = codeChallengeOf(VERIFIER);
    expect(challenge).toBe('13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3');
    for (const verifier of [VERIFIER, createCodeVerifier()]) {
      const callback = await consent(tiktok, codeChallengeOf(verifier));
      if (!callback.ok) throw new Error(callback.code);
      const input = { code: callback.code, redirectUri: tiktok.app.redirectUri, codeVerifier: verifier };
      await expect(client.exchangeCode(input)).resolves.toMatchObject({ openId: tiktok.creator.openId });
    }
  });

  withControl('tells what was granted when scopes are refused', async (tiktok) => {
    const callback = await consent(tiktok, undefined, { scopes: ['video.upload'] });
    expect(callback).toMatchObject({ ok: true, grantedScopes: ['user.info.basic', 'video.upload'] });
  });

  withControl('reads a refusal', async (tiktok) => {
    const callback = await consent(tiktok, undefined, { allow: false });
    expect(callback).toMatchObject({ ok: false, code: 'access_denied', state: 's t&te' });
  });

  withControl('reads that somebody is no target user of a sandbox', async (tiktok) => {
    tiktok.simulator.configureApp({ sandbox: true, targetUsers: [] });
    expect(await consent(tiktok)).toMatchObject({ ok: false, code: 'non_sandbox_target' });
  });
});

describe('a refresh through the client', () => {
  withControl('replaces both tokens, and the old refresh token is spent', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { refreshToken } = tiktok.creator;
    const next = await client.refreshToken({ refreshToken });
    expect(next.refreshToken).not.toBe(refreshToken);
    expect(await failureOf(client.refreshToken({ refreshToken }))).toMatchObject({
      code: 'invalid_grant',
      disposition: 'RECONNECT',
      httpStatus: 200,
      mayHaveHadEffect: false,
    });
    await expect(client.refreshToken({ refreshToken: next.refreshToken })).resolves.toBeDefined();
  });

  withControl('follows the lives of the legacy regime without being told', async (tiktok) => {
    tiktok.simulator.configure({ profile: 'legacy' });
    const { client } = clientOf(tiktok);
    const { refreshToken } = tiktok.newCreator();
    const token = await client.refreshToken({ refreshToken });
    const now = tiktok.simulator.clock.now();
    expect(token.expiresAt.getTime()).toBe(now + 24 * HOUR_MS);
    expect(token.refreshExpiresAt.getTime()).toBe(now + 365 * 24 * HOUR_MS);
  });

  withControl('whose answer is lost is not repeated; one more try tells', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { refreshToken } = tiktok.creator;
    tiktok.simulator.faults.add({ point: 'oauth.refresh', effect: { kind: 'drop', when: 'after' } });
    expect(await failureOf(client.refreshToken({ refreshToken }))).toMatchObject({ mayHaveHadEffect: true });
    expect(reached(tiktok, 'oauth.refresh')).toBe(1);
    expect(await failureOf(client.refreshToken({ refreshToken }))).toMatchObject({ code: 'invalid_grant' });
  });

  withControl('has one winner when two run at once', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { refreshToken } = tiktok.creator;
    const outcomes = await Promise.allSettled([
      client.refreshToken({ refreshToken }),
      client.refreshToken({ refreshToken }),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('an access token that ended', () => {
  withControl('asks for a refresh, after which the call works', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { accessToken, refreshToken } = tiktok.creator;
    await tiktok.pass(2 * HOUR_MS);
    expect(await failureOf(client.queryCreatorInfo({ accessToken }))).toMatchObject({
      code: 'access_token_invalid',
      disposition: 'REFRESH',
    });
    const next = await client.refreshToken({ refreshToken });
    await expect(client.queryCreatorInfo({ accessToken: next.accessToken })).resolves.toMatchObject({
      refusal: null,
    });
  });

  withControl('by revocation takes the refresh token with it', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { accessToken, refreshToken } = tiktok.creator;
    await client.revokeToken({ accessToken });
    expect(await failureOf(client.queryCreatorInfo({ accessToken }))).toMatchObject({
      disposition: 'REFRESH',
    });
    expect(await failureOf(client.refreshToken({ refreshToken }))).toMatchObject({
      disposition: 'RECONNECT',
    });
  });

  withControl('is named in no error', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { accessToken, refreshToken } = tiktok.creator;
    const message = `token ${accessToken} of ${tiktok.app.clientSecret} is bad, as is ${refreshToken}`;
    tiktok.simulator.faults.add({
      point: '*',
      effect: { kind: 'error', code: 'invalid_request', message },
      times: 2,
    });
    const errors = [
      await failureOf(client.queryCreatorInfo({ accessToken })),
      await failureOf(client.refreshToken({ refreshToken })),
    ];
    const told = errors.map((error) => `${error.stack} ${JSON.stringify(error)}`);
    expect(told[0]).not.toContain(accessToken);
    expect(told[1]).not.toContain(refreshToken);
    for (const text of told) expect(text).not.toContain(tiktok.app.clientSecret);
  });
});

describe('user info through the client', () => {
  withControl('asks only for what was granted', async (tiktok) => {
    const { client } = clientOf(tiktok);
    const { accessToken } = tiktok.newCreator({}, ['user.info.basic']);
    const user = await client.getUserInfo({ accessToken, grantedScopes: ['user.info.basic'] });
    expect(user).toMatchObject({ username: null, followerCount: null });
    expect(user.displayName).not.toBeNull();
  });
});
