import { describe, expect } from 'vitest';
import { send } from './wire/answer.ts';
import { authorizeUrl, callbackQuery, decide } from './wire/consent.ts';
import { contract } from './wire/contract.ts';

const { anywhere, withControl } = contract('Login Kit: authorize');

describe('the consent page', () => {
  anywhere('is served to a browser', async (tiktok) => {
    const answer = await send(authorizeUrl(tiktok), { redirect: 'follow' });
    expect(answer.status).toBeLessThan(400);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  });

  withControl('sends a code, the granted scopes and the untouched state back', async (tiktok) => {
    const { username } = tiktok.creator;
    const query = callbackQuery(await decide(authorizeUrl(tiktok), { username }));
    expect(query.get('code')).toMatch(/[*!]/);
    expect(query.get('scopes')).toBe('user.info.basic,video.publish,video.upload');
    expect(query.get('state')).toBe('a state with spaces & signs');
    expect(query.get('error')).toBeNull();
  });

  withControl('lets a creator refuse single scopes', async (tiktok) => {
    const { username } = tiktok.creator;
    const answer = await decide(authorizeUrl(tiktok), { username, scopes: ['video.upload'] });
    expect(callbackQuery(answer).get('scopes')).toBe('user.info.basic,video.upload');
  });

  withControl('sends access_denied and the state back when a creator refuses', async (tiktok) => {
    const { username } = tiktok.creator;
    const query = callbackQuery(await decide(authorizeUrl(tiktok), { username, allow: false }));
    expect(query.get('error')).toBe('access_denied');
    expect(query.get('error_description')).not.toBe('');
    expect(query.get('state')).toBe('a state with spaces & signs');
    expect(query.get('code')).toBeNull();
  });

  for (const [shown, disableAutoAuth] of [
    [false, '0'],
    [true, '1'],
  ] as const)
    withControl(
      `is ${shown ? 'always shown' : 'skipped'} with disable_auto_auth=${disableAutoAuth}`,
      async (tiktok) => {
        const { username } = tiktok.creator;
        const first = await decide(authorizeUrl(tiktok), { username });
        const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
        const url = authorizeUrl(tiktok, { disable_auto_auth: disableAutoAuth });
        const answer = await send(url, { headers: { cookie } });
        expect(answer.status).toBe(shown ? 200 : 302);
        if (!shown) expect(callbackQuery(answer).get('code')).not.toBe(callbackQuery(first).get('code'));
      },
    );
});

describe('a wrong authorize URL', () => {
  const SENT_BACK: [string, Record<string, string | null>, string][] = [
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no response_type', { response_type: null }, 'unsupported_response_type'],
    ['a scope that does not exist', { scope: 'user.info.basic,video.everything' }, 'invalid_scope'],
    ['scopes separated by spaces', { scope: 'user.info.basic video.publish' }, 'invalid_scope'],
    ['no scope', { scope: null }, 'invalid_scope'],
    [
      'a challenge without S256',
      { code_challenge: 'a'.repeat(64), code_challenge_method: 'plain' },
      'invalid_request',
    ],
  ];
  for (const [what, changes, error] of SENT_BACK)
    withControl(`with ${what} comes back with ${error}`, async (tiktok) => {
      const query = callbackQuery(await send(authorizeUrl(tiktok, changes)));
      expect(query.get('error')).toBe(error);
      expect(query.get('state')).toBe('a state with spaces & signs');
    });

  withControl('with a scope that the app does not have comes back with invalid_scope', async (tiktok) => {
    tiktok.simulator.configureApp({ scopes: ['user.info.basic'] });
    expect(callbackQuery(await send(authorizeUrl(tiktok))).get('error')).toBe('invalid_scope');
  });

  const ON_TIKTOKS_PAGE: [string, Record<string, string | null>, string, string][] = [
    ['an unknown client_key', { client_key: 'nobody' }, 'unauthorized_client', 'client_key'],
    ['no client_key', { client_key: null }, 'unauthorized_client', 'client_key'],
    [
      'another redirect_uri',
      { redirect_uri: 'https://elsewhere.example/' },
      'invalid_request',
      'redirect_uri',
    ],
    ['no redirect_uri', { redirect_uri: null }, 'invalid_request', 'redirect_uri'],
    [
      'a trailing slash',
      { redirect_uri: 'http://localhost:3000/callback/' },
      'invalid_request',
      'redirect_uri',
    ],
    ['another case', { redirect_uri: 'http://localhost:3000/Callback' }, 'invalid_request', 'redirect_uri'],
    ['a query', { redirect_uri: 'http://localhost:3000/callback?a=1' }, 'invalid_request', 'redirect_uri'],
    ['a www.', { redirect_uri: 'http://www.localhost:3000/callback' }, 'invalid_request', 'redirect_uri'],
  ];
  for (const [what, changes, error, errorType] of ON_TIKTOKS_PAGE)
    withControl(`with ${what} never reaches the app`, async (tiktok) => {
      const answer = await send(authorizeUrl(tiktok, changes));
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(error);
      expect(answer.text).toContain(errorType);
    });
});

describe('a desktop redirect URI', () => {
  const PORTS: [string, boolean][] = [
    ['http://localhost:1/callback', true],
    ['http://localhost:65535/callback', true],
    ['http://localhost/callback', false],
    ['http://127.0.0.1:3455/callback', false],
    ['https://localhost:3455/callback', false],
  ];
  for (const [redirectUri, accepted] of PORTS)
    withControl(
      `registered with any port ${accepted ? 'takes' : 'refuses'} ${redirectUri}`,
      async (tiktok) => {
        tiktok.simulator.configureApp({ redirectUris: ['http://localhost:*/callback'] });
        const answer = await send(authorizeUrl(tiktok, { redirect_uri: redirectUri }));
        expect(answer.status).toBe(accepted ? 200 : 400);
      },
    );
});
