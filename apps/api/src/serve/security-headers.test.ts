import { expect, test } from 'vitest';
import { startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { signedMediaUrl } from '../media/signed-media-url.ts';

const base = await createTestDeps({ jobs: [] });
const deps = { ...base, config: { ...base.config, appUrl: 'https://airdate.example', graphiql: true } };
const key = await testApiKey(await createTestTeam(deps));
const { url } = await startTestServer(deps);
const { url: plainUrl } = await startTestServer(base);
await deps.storage.put('uploads/page', Buffer.from('<script>alert(1)</script>'));
const link = signedMediaUrl(deps, 'uploads/page', { contentType: 'text/html', fileName: 'page.html' });

const KEY = { authorization: `Bearer ${key}` };
const JSON_BODY = { 'content-type': 'application/json' };
const TUS = { ...KEY, 'tus-resumable': '1.0.0' };
const ANNOUNCED = { 'upload-length': '5', 'upload-metadata': 'filename YQ==' };

const get = (path: string, headers = {}) => [path, { headers }] as const;
const post = (path: string, headers: Record<string, string>, body = '') =>
  [path, { method: 'POST', headers, body }] as const;

/** What a route answers: with success, with each kind of refusal, and where there is no route at all. */
const ANSWERS: Record<string, [status: number, request: readonly [string, RequestInit]]> = {
  'the process answers': [200, get('/healthz')],
  'it reaches its database': [200, get('/readyz')],
  'nothing is there': [404, get('/nowhere')],
  'a target that cannot be read': [400, get('//')],
  'a query': [200, post('/graphql', { ...KEY, ...JSON_BODY }, '{"query":"{ __typename }"}')],
  'a query without a body': [400, post('/graphql', { ...KEY, ...JSON_BODY })],
  'a stream of a subscription refused': [
    401,
    post(
      '/graphql',
      { ...JSON_BODY, accept: 'text/event-stream' },
      '{"query":"subscription { teamEvents { type } }"}',
    ),
  ],
  'a query that another site sends': [
    403,
    post(
      '/graphql',
      { ...JSON_BODY, cookie: 'a=b', origin: 'https://evil.example' },
      '{"query":"{ __typename }"}',
    ),
  ],
  'a query too large': [413, post('/graphql', { ...KEY, ...JSON_BODY }, ' '.repeat(300_000))],
  GraphiQL: [200, get('/graphql', { accept: 'text/html' })],
  'a sign-in refused': [
    401,
    post(
      '/auth/sign-in/email',
      { ...JSON_BODY, origin: 'https://airdate.example' },
      '{"email":"a@example.com","password":"wrong password"}',
    ),
  ],
  'no session': [200, get('/auth/get-session')],
  'a closed path below /auth': [404, get('/auth/list-sessions')],
  'the way to the consent page': [302, get('/oauth/tiktok/start')],
  'the way back from it': [302, get('/oauth/tiktok/callback?state=x&code=y')],
  'a webhook refused': [401, post('/webhooks/tiktok', JSON_BODY, '{}')],
  'an upload announced': [201, post('/uploads', { ...TUS, ...ANNOUNCED })],
  'an upload that another site sends': [
    403,
    post('/uploads', {
      'tus-resumable': '1.0.0',
      ...ANNOUNCED,
      cookie: 'a=b',
      origin: 'https://evil.example',
    }),
  ],
  'an upload that is not there': [404, get('/uploads/x', TUS)],
  'what the upload protocol offers': [204, ['/uploads', { method: 'OPTIONS' }]],
  'a file': [200, get(link)],
  'a part of a file': [206, get(link, { range: 'bytes=0-3' })],
  'a part that is not there': [416, get(link, { range: 'bytes=900-' })],
  'a link that is not valid': [404, get('/media/x.y')],
  'a file asked for by POST': [405, post(link, {})],
};

test.each(Object.entries(ANSWERS))(
  '%s: nothing to guess, frame, run or keep',
  async (what, [status, request]) => {
    const [path, init] = request;
    const send = (origin: string) => fetch(origin + path, { redirect: 'manual', ...init });
    const response = await send(url);
    expect(response.status).toBe(status);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'cache-control': expect.stringMatching(
        what.includes('part') || what === 'a file' ? /^private/ : /no-store|no-cache/,
      ),
    });
    if (what !== 'GraphiQL')
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*; sandbox$/);
    expect(headers).not.toHaveProperty('x-powered-by');
    await response.body?.cancel();
  },
);

test('over plain http nothing is said of https', async () => {
  expect((await fetch(`${plainUrl}/healthz`)).headers.has('strict-transport-security')).toBe(false);
});
