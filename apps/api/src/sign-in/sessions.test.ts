import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { authRoutes, createAuth } from './auth.http.ts';
import { createOwner } from './create-owner.ts';
import { hashPassword } from './password.ts';

const deps = await createTestDeps({ jobs: [] });
const url = await serveRoutes(authRoutes(deps, createAuth(deps)));
const password = 'correct horse battery';
const hashed = await hashPassword(password);

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15';

beforeEach(async () => {
  for (const name of ['ada', 'eve']) {
    await createOwner(deps.db, {
      ...{ name, email: `${name}@example.com`, passwordHash: hashed },
      ...{ teamName: name, timeZone: 'UTC' },
    });
  }
});

afterEach(async () => {
  await deps.db.signInAttempts.deleteMany();
  await deps.db.team.deleteMany();
  await deps.db.user.deleteMany();
});

async function signIn(name: string, headers: Record<string, string> = {}): Promise<Browser> {
  const browser = createBrowser(url, deps.config.appUrl);
  const json = { email: `${name}@example.com`, password };
  const response = await browser.request('/auth/sign-in/email', { method: 'POST', json, headers });
  expect(response.status).toBe(200);
  return browser;
}

type Listed = { id: string; current: boolean };
const list = async (browser: Browser) =>
  (await browser.request('/auth/sessions')).json() as Promise<Listed[]>;
const end = (browser: Browser, id: unknown, headers = {}) =>
  browser.request('/auth/end-session', { method: 'POST', json: { id }, headers });
const tokenOf = ({ cookies }: Browser) =>
  decodeURIComponent(cookies.get('airdate.session_token')!).split('.')[0]!;
const isSignedIn = async (browser: Browser) =>
  (await (await browser.request('/auth/get-session')).json()) !== null;

test('sessions are listed with browser, address and times, this one first', async () => {
  await signIn('ada', { 'user-agent': SAFARI, 'x-forwarded-for': '198.51.100.7' });
  await signIn('eve');
  const here = await signIn('ada', { 'user-agent': FIREFOX, 'x-forwarded-for': '2001:db8::1' });
  expect(await list(here)).toEqual([
    {
      id: expect.any(String),
      browser: 'Firefox on Linux',
      address: expect.stringMatching(/^2001:0?db8/),
      signedInAt: expect.any(String),
      lastActiveAt: expect.any(String),
      current: true,
    },
    expect.objectContaining({ browser: 'Safari on macOS', address: '198.51.100.7', current: false }),
  ]);
});

test('no answer holds a token', async () => {
  const browser = createBrowser(url, deps.config.appUrl);
  const json = { email: 'ada@example.com', password };
  const answers = [
    await browser.request('/auth/sign-in/email', { method: 'POST', json }),
    await browser.request('/auth/sessions'),
    await browser.request('/auth/get-session'),
  ];
  const change = { currentPassword: password, newPassword: 'another long password' };
  const token = tokenOf(browser);
  answers.push(await browser.request('/auth/change-password', { method: 'POST', json: change }));
  const next = tokenOf(browser);
  expect(next).not.toBe(token);
  for (const answer of answers) {
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text.length).toBeGreaterThan(2);
    expect(text).not.toMatch(/token/i);
    expect(text).not.toContain(token);
    expect(text).not.toContain(next);
  }
});

test('a password is not changed to one that is easy to guess', async () => {
  const browser = await signIn('ada');
  const change = (newPassword: string) =>
    browser.request('/auth/change-password', {
      method: 'POST',
      json: { currentPassword: password, newPassword },
    });
  for (const easy of ['password2024', 'ada@example.com']) {
    const refused = await change(easy);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 'EASY_PASSWORD', message: expect.any(String) });
  }
  expect(await isSignedIn(browser)).toBe(true);
  expect((await change('another long password')).status).toBe(200);
  expect((await change(password)).status).toBe(400);
});

test('one of them is ended by its id, and all others at once', async () => {
  const [here, other, third] = [await signIn('ada'), await signIn('ada'), await signIn('ada')];
  const id = (await list(other)).find(({ current }) => current)!.id;
  expect((await end(here, id)).status).toBe(200);
  expect([await isSignedIn(here), await isSignedIn(other), await isSignedIn(third)]).toEqual([
    true,
    false,
    true,
  ]);
  expect((await list(here)).map((each) => each.id)).not.toContain(id);
  expect((await end(here, id)).status).toBe(404);

  expect((await here.request('/auth/revoke-other-sessions', { method: 'POST', json: {} })).status).toBe(200);
  expect([await isSignedIn(here), await isSignedIn(third)]).toEqual([true, false]);
});

test('somebody else’s session is not found, nor is a token an id', async () => {
  const [ada, eve] = [await signIn('ada'), await signIn('eve')];
  const [session] = await list(ada);
  expect((await end(eve, session!.id)).status).toBe(404);
  const { tokenHash } = await deps.db.session.findUniqueOrThrow({ where: { id: session!.id } });
  for (const id of [tokenOf(ada), tokenHash, '', "' OR 1=1", '0'])
    expect((await end(ada, id)).status).toBe(404);
  for (const id of [null, 1, { $ne: '' }]) expect((await end(ada, id)).status).toBe(400);
  expect(await isSignedIn(ada)).toBe(true);
});

test('nobody reads or ends sessions without one, nor from another site', async () => {
  const ada = await signIn('ada');
  const [session] = await list(ada);
  const nobody = createBrowser(url, deps.config.appUrl);
  expect((await nobody.request('/auth/sessions')).status).toBe(401);
  expect((await end(nobody, session!.id)).status).toBe(401);
  expect((await end(ada, session!.id, { origin: 'https://evil.example' })).status).toBe(403);
  expect(await isSignedIn(ada)).toBe(true);
});

test.each(['list-sessions', 'revoke-session', 'revoke-sessions'])('/auth/%s stays closed', async (path) => {
  const ada = await signIn('ada');
  expect((await ada.request(`/auth/${path}`, { method: 'POST', json: { token: 'x' } })).status).toBe(404);
});
