import { describe, expect } from 'vitest';
import { type Answer, LOG_ID } from './wire/answer.ts';
import { Caller } from './wire/caller.ts';
import { contract } from './wire/contract.ts';
import type { TikTok } from './wire/tiktok.ts';

const { anywhere, withControl, withRefreshToken } = contract('OAuth: tokens');

const TOKEN = '/v2/oauth/token/';
const REVOKE = '/v2/oauth/revoke/';
const DAY_SECONDS = 86_400;

const refresh = (tiktok: TikTok, refreshToken: string): Promise<Answer> =>
  tiktok.form(TOKEN, { grant_type: 'refresh_token', refresh_token: refreshToken });

const using = (tiktok: TikTok, accessToken: string) => new Caller({ apiUrl: tiktok.apiUrl, accessToken });

const LIVES = [
  { profile: 'current', accessSeconds: 7_200, refreshSeconds: 180 * DAY_SECONDS },
  { profile: 'legacy', accessSeconds: DAY_SECONDS, refreshSeconds: 365 * DAY_SECONDS },
] as const;

for (const { profile, accessSeconds, refreshSeconds } of LIVES)
  describe(`tokens of the ${profile} regime`, () => {
    withControl(`name lives of ${accessSeconds} and ${refreshSeconds} seconds`, async (tiktok) => {
      tiktok.simulator.configure({ profile });
      const creator = tiktok.newCreator();
      const { body } = await refresh(tiktok, creator.refreshToken);
      expect([body.expires_in, body.refresh_expires_in]).toEqual([accessSeconds, refreshSeconds]);
    });

    withControl('give access for exactly as long as they say', async (tiktok) => {
      tiktok.simulator.configure({ profile });
      const creator = tiktok.newCreator();
      await tiktok.pass(accessSeconds * 1000 - 1);
      expect((await creator.userInfo('open_id')).code).toBe('ok');
      await tiktok.pass(1);
      expect(await creator.userInfo('open_id')).toMatchObject({ status: 401, code: 'access_token_invalid' });
    });

    withControl('can be refreshed for exactly as long as they say', async (tiktok) => {
      tiktok.simulator.configure({ profile });
      const [early, late] = [tiktok.newCreator(), tiktok.newCreator()];
      await tiktok.pass(refreshSeconds * 1000 - 1);
      expect((await refresh(tiktok, early.refreshToken)).body.access_token).toBeDefined();
      await tiktok.pass(1);
      expect((await refresh(tiktok, late.refreshToken)).body.error).toBe('invalid_grant');
    });
  });

describe('a refresh', () => {
  withRefreshToken('answers like a code exchange, with new tokens that work', async (tiktok) => {
    const { body, status } = await refresh(tiktok, tiktok.creator.refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      access_token: expect.any(String),
      expires_in: expect.any(Number),
      open_id: expect.any(String),
      refresh_expires_in: expect.any(Number),
      refresh_token: expect.any(String),
      scope: expect.stringMatching(/^[a-z._]+(,[a-z._]+)*$/),
      token_type: 'Bearer',
    });
    const { data } = await using(tiktok, body.access_token).userInfo('open_id');
    expect(data.user.open_id).toBe(body.open_id);
  });

  withControl('spends its refresh token, and the new one works', async (tiktok) => {
    const { refreshToken } = tiktok.creator;
    const { body } = await refresh(tiktok, refreshToken);
    expect(body.refresh_token).not.toBe(refreshToken);
    expect((await refresh(tiktok, refreshToken)).body.error).toBe('invalid_grant');
    expect((await refresh(tiktok, body.refresh_token)).body.access_token).toBeDefined();
  });

  withControl('has one winner when two run at once', async (tiktok) => {
    const { refreshToken } = tiktok.creator;
    const answers = await Promise.all([refresh(tiktok, refreshToken), refresh(tiktok, refreshToken)]);
    expect(new Set(answers.map(({ body }) => body.error))).toEqual(new Set([undefined, 'invalid_grant']));
  });

  withControl('leaves its token good in the legacy regime', async (tiktok) => {
    tiktok.simulator.configure({ profile: 'legacy' });
    const creator = tiktok.newCreator();
    expect((await refresh(tiktok, creator.refreshToken)).body.access_token).toBeDefined();
    expect((await refresh(tiktok, creator.refreshToken)).body.access_token).toBeDefined();
  });

  withControl('never adds scopes', async (tiktok) => {
    const creator = tiktok.newCreator({}, ['user.info.basic', 'video.upload']);
    expect((await refresh(tiktok, creator.refreshToken)).body.scope).toBe('user.info.basic,video.upload');
  });

  anywhere('refuses a token that TikTok never issued, with a log_id', async (tiktok) => {
    const { body } = await refresh(tiktok, 'rft.no-such-token');
    expect(body).toMatchObject({ error: 'invalid_grant', log_id: expect.stringMatching(LOG_ID) });
  });

  anywhere('refuses a missing refresh_token with invalid_request', async (tiktok) => {
    const { body } = await tiktok.form(TOKEN, { grant_type: 'refresh_token' });
    expect(body.error).toBe('invalid_request');
  });

  withControl('refuses an access token in place of a refresh token', async (tiktok) => {
    expect((await refresh(tiktok, tiktok.creator.accessToken)).body.error).toBe('invalid_grant');
  });
});

describe('a client access token', () => {
  anywhere('lives two hours and cannot be refreshed', async (tiktok) => {
    const { body } = await tiktok.form(TOKEN, { grant_type: 'client_credentials' });
    expect(body).toEqual({
      access_token: expect.stringMatching(/^clt\./),
      expires_in: 7_200,
      token_type: 'Bearer',
    });
  });

  anywhere('opens nothing that belongs to a user', async (tiktok) => {
    const { body } = await tiktok.form(TOKEN, { grant_type: 'client_credentials' });
    const client = using(tiktok, body.access_token);
    for (const answer of [
      await client.userInfo('open_id'),
      await client.creatorInfo(),
      await client.initVideo(),
    ])
      expect(answer.status).toBe(401);
  });
});

describe('a revocation', () => {
  withControl('answers with nothing and ends both tokens', async (tiktok) => {
    const { creator } = tiktok;
    const answer = await tiktok.form(REVOKE, { token: creator.accessToken });
    expect(answer).toMatchObject({ status: 200, body: {} });
    expect((await creator.userInfo('open_id')).code).toBe('access_token_invalid');
    expect((await refresh(tiktok, creator.refreshToken)).body.error).toBe('invalid_grant');
  });

  withControl('takes the access token, not the refresh token', async (tiktok) => {
    const { creator } = tiktok;
    const answer = await tiktok.form(REVOKE, { token: creator.refreshToken });
    expect(answer.body.error).toMatch(/^invalid_(grant|request)$/);
    expect((await creator.userInfo('open_id')).code).toBe('ok');
  });

  const REFUSED: [string, Record<string, string | null>, string][] = [
    ['no token', {}, 'invalid_request'],
    ['a wrong client_secret', { token: 'act.x', client_secret: 'wrong' }, 'invalid_client'],
    ['no client_key', { token: 'act.x', client_key: null }, 'invalid_request'],
  ];
  for (const [what, fields, error] of REFUSED)
    anywhere(`refuses ${what} with ${error}`, async (tiktok) => {
      expect((await tiktok.form(REVOKE, fields)).body.error).toBe(error);
    });
});
