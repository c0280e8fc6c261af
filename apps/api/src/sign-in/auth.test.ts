import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { authRoutes, createAuth } from './auth.http.ts';
import { resolveViewer } from './resolve-viewer.http.ts';
import { prepareSetUp } from './set-up-token.ts';

const deps = await createTestDeps({ jobs: [] });
const auth = createAuth(deps);
const url = await serveRoutes(authRoutes(deps, auth));
let token: string | null;
const DAY_MS = 86_400_000;
const newBrowser = () => createBrowser(url, deps.config.appUrl);

const ada = {
  name: 'Ada',
  email: 'Ada@Example.com',
  password: 'correct horse battery',
  teamName: 'Café Nord',
  timeZone: 'Europe/Berlin',
};
const signUp = (browser: Browser, changes = {}) =>
  browser.request('/auth/sign-up/email', { method: 'POST', json: { token, ...ada, ...changes } });
const signIn = (browser: Browser, password: string, headers = {}) =>
  browser.request('/auth/sign-in/email', {
    method: 'POST',
    json: { email: 'ada@example.com', password },
    headers,
  });
const viewerOf = ({ cookies }: Browser) => {
  const headers = new Headers({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') });
  return resolveViewer(deps, auth, headers);
};

beforeEach(async () => {
  token = await prepareSetUp(deps);
});

afterEach(async () => {
  await deps.db.rateLimit.deleteMany();
  await deps.db.signInAttempts.deleteMany();
  await deps.db.team.deleteMany();
  await deps.db.user.deleteMany();
});

describe('setting an installation up', () => {
  test('the first sign-up creates a person, a team that they own, and a session', async () => {
    const browser = newBrowser();
    expect((await signUp(browser)).status).toBe(200);

    const viewer = await viewerOf(browser);
    const team = await deps.db.team.findFirstOrThrow({ include: { members: { include: { user: true } } } });
    expect(team).toMatchObject({ name: 'Café Nord', slug: 'cafe-nord', timeZone: 'Europe/Berlin' });
    expect(team.members).toMatchObject([{ role: 'OWNER', user: { name: 'Ada', email: 'ada@example.com' } }]);
    expect(viewer).toMatchObject({ role: 'OWNER', teamId: team.id, userId: team.members[0]?.userId });
  });

  test('the password is stored as an argon2id hash', async () => {
    await signUp(newBrowser());
    const { password } = await deps.db.authAccount.findFirstOrThrow();
    expect(password).toMatch(/^\$argon2id\$/);
  });

  test('a second sign-up is forbidden and creates nothing', async () => {
    await signUp(newBrowser());
    const browser = newBrowser();
    const response = await signUp(browser, { email: 'eve@example.com' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'sign_up_closed' });
    expect(browser.cookies.size).toBe(0);
    expect(await deps.db.user.count()).toBe(1);
  });

  test('of several people who sign up at the same moment one gets in', async () => {
    const attempts = [1, 2, 3, 4, 5].map((n) => signUp(newBrowser(), { email: `p${n}@example.com` }));
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 403, 403, 403, 403]);
    expect(await deps.db.user.count()).toBe(1);
    expect(await deps.db.team.count()).toBe(1);
  });

  test.each([
    ['a password of 9 characters', { password: '123456789' }, 'password'],
    ['a password that is easy to guess', { password: 'password2024' }, 'password'],
    ['a password of 129 characters', { password: 'x'.repeat(129) }, 'password'],
    ['no e-mail address', { email: 'ada' }, 'email'],
    ['a blank name of the team', { teamName: '  ' }, 'teamName'],
    ['an unknown time zone', { timeZone: 'Mars/Olympus' }, 'timeZone', 'unknown_time_zone'],
  ])('%s is refused and named', async (_what, changes, field, code = 'invalid_input') => {
    const response = await signUp(newBrowser(), changes);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code, path: [field] });
    expect(await deps.db.user.count()).toBe(0);
  });

  test('a page of another site cannot set an installation up', async () => {
    const json = { token, ...ada };
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const response = await newBrowser().request('/auth/sign-up/email', { method: 'POST', json, headers });
    expect(response.status).toBe(403);
    expect(await deps.db.user.count()).toBe(0);
  });
});

describe('the token of the start log', () => {
  test.each([
    ['no token', { token: undefined }],
    ['an empty one', { token: '' }],
    ['a wrong one', { token: 'x'.repeat(32) }],
    ['something that is no text', { token: { $ne: null } }],
  ])('%s sets nothing up, and is named before anything else', async (_what, changes) => {
    const browser = newBrowser();
    const response = await signUp(browser, { ...changes, email: 'not an address' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'set_up_token_invalid', path: ['token'] });
    expect(browser.cookies.size).toBe(0);
    expect(await deps.db.user.count()).toBe(0);
  });

  test('is the same after a restart, and stored in no readable form', async () => {
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(await prepareSetUp(deps)).toBe(token);
    const [row, ...others] = await deps.db.setUpToken.findMany();
    expect(others).toEqual([]);
    const stored = [row!.salt, row!.tokenHash].map((bytes) => Buffer.from(bytes).toString('base64url'));
    expect(stored).not.toContain(token);
  });

  test('is the same for processes that start at once', async () => {
    await deps.db.setUpToken.deleteMany();
    const tokens = await Promise.all([1, 2, 3, 4].map(() => prepareSetUp(deps)));
    expect(new Set(tokens).size).toBe(1);
    expect((await signUp(newBrowser(), { token: tokens[0] })).status).toBe(200);
  });

  test('is void once it was used, and no other follows', async () => {
    await signUp(newBrowser());
    expect(await deps.db.setUpToken.count()).toBe(0);
    expect(await prepareSetUp(deps)).toBeNull();
    const again = await signUp(newBrowser(), { email: 'eve@example.com' });
    expect(await again.json()).toMatchObject({ code: 'sign_up_closed' });
  });

  test('is followed by another, and void, when the session secret was changed', async () => {
    const config = { ...deps.config, sessionSecret: 'another secret of at least 32 characters' };
    const next = await prepareSetUp({ ...deps, config });
    expect(next).not.toBe(token);
    expect((await signUp(newBrowser())).status).toBe(403);
    expect((await signUp(newBrowser(), { token: next })).status).toBe(200);
  });

  test('does not exist in a demo', async () => {
    expect(await prepareSetUp({ ...deps, config: { ...deps.config, demo: true } })).toBeNull();
  });
});

describe('signing in', () => {
  test('the right password opens a session, signing out ends it', async () => {
    await signUp(newBrowser());
    const browser = newBrowser();
    expect((await signIn(browser, ada.password)).status).toBe(200);
    const before = new Map(browser.cookies);
    expect(await viewerOf(browser)).not.toBeNull();

    expect((await browser.request('/auth/sign-out', { method: 'POST', json: {} })).status).toBe(200);
    expect(await viewerOf({ ...browser, cookies: before })).toBeNull();
  });

  test('a session that is used day after day is renewed, and ends 90 days after the sign-in', async () => {
    const browser = newBrowser();
    await signUp(browser);
    const ageTo = async (days: number) => {
      const createdAt = new Date(Date.now() - days * DAY_MS);
      // As after 29 of its 30 days without a visit, when the next one renews it.
      const expiresAt = new Date(Date.now() + DAY_MS);
      return deps.db.session.updateManyAndReturn({ data: { createdAt, expiresAt } });
    };
    const remainingDays = async () => {
      const { expiresAt } = await deps.db.session.findFirstOrThrow();
      return (expiresAt.getTime() - Date.now()) / DAY_MS;
    };
    await ageTo(40);
    expect(await viewerOf(browser)).not.toBeNull();
    expect(await remainingDays()).toBeCloseTo(30, 1);
    await ageTo(80);
    expect(await viewerOf(browser)).not.toBeNull();
    expect(await remainingDays()).toBeCloseTo(10, 1);
    await ageTo(90.01);
    expect(await viewerOf(browser)).toBeNull();
  });

  test('a wrong password is refused like an unknown address', async () => {
    await signUp(newBrowser());
    const browser = newBrowser();
    const wrong = await signIn(browser, 'wrong password!');
    const json = { email: 'nobody@example.com', password: 'wrong password!' };
    const unknown = await newBrowser().request('/auth/sign-in/email', { method: 'POST', json });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(await wrong.text()).toBe(await unknown.text());
    expect(browser.cookies.size).toBe(0);
  });

  test.each([
    ['no body', undefined, undefined],
    ['a body that is no JSON', 'hello', 'text/plain'],
    ['a body without a type', 'hello', ''],
    ['JSON that is no object', '"hello"', 'application/json'],
    ['null', 'null', 'application/json'],
  ])('%s is bad input for every open path', async (_what, body, type) => {
    for (const path of ['/sign-in/email', '/sign-up/email', '/change-password', '/sign-out']) {
      const response = await fetch(`${url}/auth${path}`, {
        method: 'POST',
        headers: { origin: deps.config.appUrl, ...(type !== undefined && { 'content-type': type }) },
        body: body === undefined ? undefined : new Blob([body]),
      });
      expect({ path, status: response.status }).toEqual({
        path,
        status: expect.toSatisfy((status) => status < 500),
      });
    }
  });

  test('the session cookie is out of reach of scripts and other sites', async () => {
    const response = await signUp(newBrowser());
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^airdate\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
  });

  test('over https every cookie is Secure and bound to this host by its name', async () => {
    const appUrl = 'https://airdate.example';
    const secured = { ...deps, config: { ...deps.config, appUrl } };
    const securedAuth = createAuth(secured);
    const browser = createBrowser(await serveRoutes(authRoutes(secured, securedAuth)), appUrl);
    await signUp(browser);
    browser.cookies.clear();
    const signedIn = await signIn(browser, ada.password);
    const viewer = () =>
      resolveViewer(
        secured,
        securedAuth,
        new Headers({ cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
      );
    expect(await viewer()).not.toBeNull();
    const signedOut = await browser.request('/auth/sign-out', { method: 'POST', json: {} });
    expect(await viewer()).toBeNull();

    const set = [...signedIn.headers.getSetCookie(), ...signedOut.headers.getSetCookie()];
    expect(set.map((line) => line.split('=')[0])).toEqual(
      expect.arrayContaining(['__Host-airdate.session_token', '__Host-airdate.device']),
    );
    for (const line of set) {
      expect(line).toMatch(/^__Host-airdate\./);
      expect(line).toMatch(/; Secure(?:;|$)/i);
      expect(line).toMatch(/; Path=\/(?:;|$)/i);
      expect(line).not.toMatch(/Domain=/i);
    }
  });

  test.each([
    '/auth/update-session',
    '/auth/update-user',
    '/auth/list-accounts',
    '/auth/delete-user',
    '/auth/ok',
  ])('%s stays closed', async (path) => {
    const browser = newBrowser();
    await signUp(browser);
    expect((await browser.request(path, { method: 'POST', json: {} })).status).toBe(404);
  });
});

describe('who sends a request', () => {
  test('a session acts for its active team, else for the team joined first', async () => {
    const browser = newBrowser();
    await signUp(browser);
    const first = await viewerOf(browser);
    const userId = first?.userId ?? '';
    const second = await deps.db.team.create({
      data: { name: 'Second', slug: 'second', members: { create: { userId, role: 'VIEWER' } } },
    });
    expect(await viewerOf(browser)).toMatchObject({ teamId: first?.teamId, role: 'OWNER' });

    await deps.db.session.updateMany({ data: { activeTeamId: second.id } });
    expect(await viewerOf(browser)).toMatchObject({ teamId: second.id, role: 'VIEWER' });

    await deps.db.member.deleteMany({ where: { teamId: second.id } });
    expect(await viewerOf(browser)).toMatchObject({ teamId: first?.teamId });
  });

  test('nobody without a cookie, with a made-up one, or without a team', async () => {
    const browser = newBrowser();
    await signUp(browser);
    expect(await resolveViewer(deps, auth, new Headers())).toBeNull();
    expect(
      await resolveViewer(deps, auth, new Headers({ cookie: 'airdate.session_token=made.up' })),
    ).toBeNull();
    await deps.db.member.deleteMany();
    expect(await viewerOf(browser)).toBeNull();
  });

  test('an Authorization header that is no key of ours does not fall back to the cookie', async () => {
    const browser = newBrowser();
    await signUp(browser);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers({ cookie, authorization: 'Bearer something' });
    expect(await resolveViewer(deps, auth, headers)).toBeNull();
  });
});
