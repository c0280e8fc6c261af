import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sitemap from '../../apps/dashboard/app/routes.ts';
import { inCheckout } from '../fixtures/checkout.ts';
import { expect, test } from '../fixtures/test.ts';

type Route = { path?: string; file: string; children?: Route[] };

/** Paths of the routes that take forms, from the route files, so that a new one is tested from its first day. */
const FORM_TARGETS = (sitemap as Route[])
  .flatMap(function flatten(route): Route[] {
    return [route, ...(route.children ?? []).flatMap(flatten)];
  })
  .filter(({ file }) => {
    const source = readFileSync(join(inCheckout('apps/dashboard/app'), file), 'utf8');
    return /export\s+(?:async\s+)?(?:function|const|let)\s+action\b|export\s*\{[^}]*\baction\b/.test(source);
  })
  .map(({ path = '' }) => `/${path.replace(/:(\w+)\??/g, '$1')}`);

/** What a form of another page says about where it comes from. `port` is ours. */
const FOREIGN: [string, (port: number) => Record<string, string>][] = [
  ['nothing', () => ({})],
  ['an empty origin', () => ({ origin: '' })],
  ['an opaque origin', () => ({ origin: 'null' })],
  ['no address at all', () => ({ origin: 'airdate' })],
  ['another host', () => ({ origin: 'http://evil.example' })],
  ['another host on our port', (port) => ({ origin: `http://evil.example:${port}` })],
  ['another scheme', (port) => ({ origin: `https://localhost:${port}` })],
  ['another port', (port) => ({ origin: `http://localhost:${port + 1}` })],
  ['no port', () => ({ origin: 'http://localhost' })],
  ['a subdomain', (port) => ({ origin: `http://app.localhost:${port}` })],
  ['a host that begins like ours', (port) => ({ origin: `http://localhost.evil.example:${port}` })],
  ['our host with a dot behind it', (port) => ({ origin: `http://localhost.:${port}` })],
  ['our address by number', (port) => ({ origin: `http://127.0.0.1:${port}` })],
  ['capitals, which no browser sends', (port) => ({ origin: `HTTP://LOCALHOST:${port}` })],
  ['our origin as a user name', (port) => ({ origin: `http://localhost:${port}@evil.example` })],
  ['a user name before our host', (port) => ({ origin: `http://evil.example@localhost:${port}` })],
  ['our origin with a path', (port) => ({ origin: `http://localhost:${port}/` })],
  ['two origins', (port) => ({ origin: `http://localhost:${port}, http://evil.example` })],
  ['another site instead of an origin', () => ({ 'sec-fetch-site': 'cross-site' })],
  ['a sibling instead of an origin', () => ({ 'sec-fetch-site': 'same-site' })],
  ['an address that was typed', () => ({ 'sec-fetch-site': 'none' })],
  ['both, and they differ', () => ({ origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' })],
  [
    'the same lie about our host',
    () => ({ origin: 'https://evil.example', host: 'evil.example', 'x-forwarded-host': 'evil.example' }),
  ],
];

async function send(
  url: string,
  path: string,
  headers: Record<string, string>,
  method = 'POST',
): Promise<{ status: number; body: string; headers: IncomingHttpHeaders }> {
  const sent = request(new URL(path, url), {
    method,
    agent: false,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
  return new Promise((resolve, reject) => {
    sent.once('error', reject).once('response', (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode!, body, headers: response.headers }),
        reject,
      );
    });
    sent.end(method === 'GET' ? undefined : 'theme=dark&next=/settings');
  });
}

test('every route that takes a form is known here', () => {
  expect(FORM_TARGETS).toEqual(
    expect.arrayContaining(['/sign-in', '/setup', '/sign-out', '/theme', '/settings']),
  );
});

for (const path of FORM_TARGETS) {
  test(`${path} takes forms of our own pages and of no others`, async ({ product, session }) => {
    const cookie = 'cookie' in session.credentials ? session.credentials.cookie : '';
    for (const [what, headersFor] of FOREIGN) {
      for (const target of [path, `${path}.data`]) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const answer = await send(
            product.url,
            target,
            { cookie, ...headersFor(product.ports.app) },
            method,
          );
          expect([answer.status, answer.headers['set-cookie']], `${method} ${target} from ${what}`).toEqual([
            403,
            undefined,
          ]);
          expect(answer.body).toContain('Nothing was changed.');
          expect(answer.body).not.toMatch(/node_modules|\bat .+:\d+:\d+/);
        }
      }
    }
    // Without a session, so that nothing is changed for the other tests.
    const own: Record<string, string>[] = [{ origin: product.url }, { 'sec-fetch-site': 'same-origin' }];
    for (const headers of own)
      expect([403, 500]).not.toContain((await send(product.url, path, headers)).status);
  });
}

test('a route that takes no form refuses foreign ones as well', async ({ product }) => {
  for (const path of ['/', '/posts', '/no-such-page']) {
    expect((await send(product.url, path, { origin: 'http://evil.example' })).status).toBe(403);
  }
});

test('signing in leads to no other site, whatever the link says', async ({ product, session }) => {
  const cookie = 'cookie' in session.credentials ? session.credentials.cookie : '';
  const links = [
    '/%09/evil.example',
    '//evil.example',
    '/%5Cevil.example',
    '/.//evil.example',
    '/%0A/evil.example',
  ];
  for (const next of links) {
    const answer = await send(product.url, `/sign-in?next=${next}`, { cookie }, 'GET');
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.location!, product.url).origin, next).toBe(product.url);
  }
  const answer = await send(product.url, '/sign-in?next=/posts?show=drafts', { cookie }, 'GET');
  expect(answer.headers.location).toBe('/posts?show=drafts');
});
