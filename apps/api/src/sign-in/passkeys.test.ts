import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../test/authenticator.ts';
import { codeOf } from '../../test/authenticator-app.ts';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { createSecurityLog } from '../security-log.ts';
import { authRoutes, createAuth } from './auth.http.ts';
import { createOwner } from './create-owner.ts';
import { hashPassword } from './password.ts';
import { removeSecondFactors } from './remove-second-factors.ts';

const base = await createTestDeps({ jobs: [] });
const lines: { msg: string; userId?: string }[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const deps = { ...base, log, securityLog: createSecurityLog(log) };
const url = await serveRoutes(authRoutes(deps, createAuth(deps)));
const { origin } = new URL(deps.config.appUrl);
const newBrowser = () => createBrowser(url, deps.config.appUrl);

const password = 'correct horse battery';
const hashed = await hashPassword(password);
const email = (name: string) => `${name}@example.com`;
let lastAddress = 0;

beforeEach(async () => {
  for (const name of ['ada', 'eve']) {
    await createOwner(deps.db, {
      ...{ name, email: email(name), passwordHash: hashed },
      ...{ teamName: name, timeZone: 'UTC' },
    });
  }
  lines.length = 0;
});
afterEach(async () => {
  await deps.db.rateLimit.deleteMany();
  await deps.db.signInAttempts.deleteMany();
  await deps.db.verification.deleteMany();
  await deps.db.team.deleteMany();
  await deps.db.user.deleteMany();
});

const post = (browser: Browser, path: string, json: object, headers = {}) =>
  browser.request(`/auth${path}`, { method: 'POST', json, headers });
const isSignedIn = async (browser: Browser) =>
  (await (await browser.request('/auth/get-session')).json()) !== null;
const codeIn = async (response: Response) => ((await response.json()) as { code?: string }).code;

async function signIn(name: string): Promise<Browser> {
  const browser = newBrowser();
  const json = { email: email(name), password };
  const headers = { 'x-forwarded-for': `198.51.100.${lastAddress++ % 256}` };
  expect((await post(browser, '/sign-in/email', json, headers)).status).toBe(200);
  return browser;
}

type Device = ReturnType<typeof createAuthenticator>;
type CreateOptions = Parameters<Device['create']>[1];
type GetOptions = Parameters<Device['get']>[1];

async function add(browser: Browser, device: Device, options: CreateOptions & { name?: unknown } = {}) {
  const begun = await post(browser, '/passkey/begin-registration', { password });
  expect(begun.status).toBe(200);
  const creation = (await begun.json()) as Parameters<Device['create']>[0];
  const { name = 'Telephone', ...rest } = options;
  return post(browser, '/passkey/verify-registration', { name, response: device.create(creation, rest) });
}

async function challenge(browser: Browser) {
  const begun = await browser.request('/auth/passkey/generate-authenticate-options');
  return (await begun.json()) as Parameters<Device['get']>[0] & { userVerification: string };
}

async function use(browser: Browser, device: Device, options: GetOptions = {}) {
  const response = device.get(await challenge(browser), options);
  return post(browser, '/passkey/verify-authentication', { response });
}

type Methods = { passkeys: { id: string; name: string; lastUsedAt: string | null }[] };
const methods = async (browser: Browser) =>
  (await browser.request('/auth/sign-in-methods')).json() as Promise<Methods>;
const firstId = async (browser: Browser) => (await methods(browser)).passkeys[0]!.id;

describe('a passkey', () => {
  test('is added with the password, listed, and signs in with nothing else, token in the cookie alone', async () => {
    const ada = await signIn('ada');
    const device = createAuthenticator(origin);
    const added = await add(ada, device);
    expect([added.status, await added.json()]).toEqual([200, { status: true }]);
    expect(await methods(ada)).toMatchObject({ passkeys: [{ name: 'Telephone', lastUsedAt: null }] });

    const browser = newBrowser();
    const asked = await challenge(browser);
    expect(asked).toMatchObject({ rpId: new URL(origin).hostname, userVerification: 'required' });
    expect(asked).not.toHaveProperty('allowCredentials');
    const answer = await use(browser, device);
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toMatch(/token/i);
    expect(lines).toContainEqual(expect.objectContaining({ security: 'signed_in', reason: 'passkey' }));
    expect(await isSignedIn(browser)).toBe(true);
    for (let n = 0; n < 10; n++) {
      expect((await methods(browser)).passkeys[0]!.lastUsedAt).not.toBeNull();
    }
  });

  test('is a full sign-in: no code is asked for', async () => {
    const ada = await signIn('ada');
    const device = createAuthenticator(origin);
    await add(ada, device);
    const begun = await post(ada, '/two-factor/enable', { password });
    const { totpURI } = (await begun.json()) as { totpURI: string };
    expect((await post(ada, '/two-factor/verify-totp', { code: await codeOf(totpURI) })).status).toBe(200);
    expect(await isSignedIn(await signIn('ada'))).toBe(false);
    const browser = newBrowser();
    expect((await use(browser, device)).status).toBe(200);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('whose device asked for no PIN or the like is neither added nor taken', async () => {
    const ada = await signIn('ada');
    const careless = await add(ada, createAuthenticator(origin), { verified: false });
    expect([careless.status, await codeIn(careless)]).toEqual([400, 'user_not_verified']);
    expect((await methods(ada)).passkeys).toEqual([]);
    const device = createAuthenticator(origin);
    await add(ada, device);
    const browser = newBrowser();
    const refused = await use(browser, device, { verified: false });
    expect([refused.status, await codeIn(refused)]).toEqual([400, 'user_not_verified']);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('that was shown to another site is refused, when it is added and when it is used', async () => {
    const ada = await signIn('ada');
    const elsewhere = { origin: 'https://airdate.evil.example' };
    expect((await add(ada, createAuthenticator(origin), elsewhere)).status).toBe(400);
    expect((await methods(ada)).passkeys).toEqual([]);
    const device = createAuthenticator(origin);
    await add(ada, device);
    expect((await use(newBrowser(), device, elsewhere)).status).toBe(400);
    const http = { origin: origin.replace(/^http:/, 'https:') };
    expect((await use(newBrowser(), device, http)).status).toBe(400);
  });

  test('answers one challenge of this browser, once', async () => {
    const device = createAuthenticator(origin);
    await add(await signIn('ada'), device);
    const [browser, other] = [newBrowser(), newBrowser()];
    const response = device.get(await challenge(browser));
    await challenge(other);
    expect((await post(other, '/passkey/verify-authentication', { response })).status).toBe(400);
    expect((await post(browser, '/passkey/verify-authentication', { response })).status).toBe(200);
    await post(browser, '/sign-out', {});
    expect((await post(browser, '/passkey/verify-authentication', { response })).status).toBe(400);
    expect(await isSignedIn(browser)).toBe(false);
  });

  test('that nobody has, or that is none, is refused and nothing breaks', async () => {
    const stranger = await use(newBrowser(), createAuthenticator(origin));
    expect([stranger.status, await codeIn(stranger)]).toEqual([401, 'PASSKEY_NOT_FOUND']);
    for (const id of [undefined, 7, '', 'x\u0000', { $ne: '' }, 'a'.repeat(2000)]) {
      const browser = newBrowser();
      await challenge(browser);
      const answer = await post(browser, '/passkey/verify-authentication', { response: { id } });
      expect(answer.status).toBe(401);
    }
    for (const json of [{}, { response: null }, { response: 'x' }]) {
      expect((await post(newBrowser(), '/passkey/verify-authentication', json)).status).toBe(401);
    }
    const ada = await signIn('ada');
    for (const response of [null, 'x', { id: 'x' }, { response: { transports: 'x' } }]) {
      expect((await post(ada, '/passkey/begin-registration', { password })).status).toBe(200);
      const answer = await post(ada, '/passkey/verify-registration', { name: 'x', response });
      expect([answer.status, await codeIn(answer)]).toEqual([400, 'passkey_not_made']);
    }
  });

  test('belongs to the host of APP_URL, and over https its cookies are Secure', async () => {
    const appUrl = 'https://airdate.example';
    const secure = { ...deps, config: { ...deps.config, appUrl } };
    const browser = createBrowser(await serveRoutes(authRoutes(secure, createAuth(secure))), appUrl);
    const json = { email: email('ada'), password };
    expect((await post(browser, '/sign-in/email', json)).status).toBe(200);
    const device = createAuthenticator(appUrl);
    expect((await add(browser, device)).status).toBe(200);
    await post(browser, '/sign-out', {});
    const begun = await browser.request('/auth/passkey/generate-authenticate-options');
    expect(begun.headers.getSetCookie()).toEqual([
      expect.stringMatching(/passkey=.*; Max-Age=300; .*HttpOnly; Secure; SameSite=Lax/),
    ]);
    const answer = await use(browser, device);
    expect(answer.status).toBe(200);
    expect(await isSignedIn(browser)).toBe(true);
    expect((await use(newBrowser(), device)).status).toBe(400);
  });

  test('of a demo’s user opens nothing but a demo, and leaves no session', async () => {
    const device = createAuthenticator(origin);
    const ada = await signIn('ada');
    await add(ada, device);
    await deps.db.user.updateMany({ data: { demo: true } });
    await deps.db.session.deleteMany();
    const browser = newBrowser();
    expect((await use(browser, device)).status).toBe(401);
    expect(await deps.db.session.count()).toBe(0);
  });
});

describe('passkeys change', () => {
  test('with the password only, which cannot be guessed in a stolen session', async () => {
    const ada = await signIn('ada');
    await add(ada, createAuthenticator(origin));
    const id = await firstId(ada);
    const wrong = { password: 'wrong password!' };
    const statuses = [];
    for (let n = 0; n < 3; n++) {
      statuses.push((await post(ada, '/passkey/begin-registration', wrong)).status);
      statuses.push((await post(ada, '/passkey/delete-passkey', { id, ...wrong })).status);
    }
    expect(statuses).toEqual([...Array(5).fill(400), 429]);
    expect((await methods(ada)).passkeys).toHaveLength(1);
    // The library's own way to begin asks for no password.
    expect((await ada.request('/auth/passkey/generate-register-options')).status).toBe(404);
  });

  test('signs out every other browser, and is logged', async () => {
    const [ada, other] = [await signIn('ada'), await signIn('ada')];
    await add(ada, createAuthenticator(origin));
    expect([await isSignedIn(ada), await isSignedIn(other)]).toEqual([true, false]);
    const third = await signIn('ada');
    const id = await firstId(ada);
    expect((await post(ada, '/passkey/delete-passkey', { id, password })).status).toBe(200);
    expect([await isSignedIn(ada), await isSignedIn(third)]).toEqual([true, false]);
    const { id: userId } = await deps.db.user.findUniqueOrThrow({ where: { email: email('ada') } });
    const said = lines.filter((line) => line.userId === userId).map(({ msg }) => msg);
    expect(said).toEqual(['a passkey was added', 'a passkey was removed']);
  });

  test('and a removed one signs nobody in', async () => {
    const ada = await signIn('ada');
    const device = createAuthenticator(origin);
    await add(ada, device);
    const id = await firstId(ada);
    await post(ada, '/passkey/delete-passkey', { id, password });
    expect((await use(newBrowser(), device)).status).toBe(401);
  });

  test('their name when it is a name', async () => {
    const ada = await signIn('ada');
    await add(ada, createAuthenticator(origin));
    const id = await firstId(ada);
    const rename = (name: unknown) => post(ada, '/passkey/update-passkey', { id, name });
    expect((await rename('  Work laptop ')).status).toBe(200);
    for (const name of ['', '   ', 'x'.repeat(101), 'a\u0000b', 7, null]) {
      expect([await codeIn(await rename(name)), name]).toEqual(['invalid_input', name]);
      expect((await add(ada, createAuthenticator(origin), { name: name ?? '' })).status).toBe(400);
      await deps.db.rateLimit.deleteMany();
    }
    expect((await methods(ada)).passkeys).toMatchObject([{ name: 'Work laptop' }]);
  });

  test('for nobody but their owner', async () => {
    const [ada, eve] = [await signIn('ada'), await signIn('eve')];
    await add(ada, createAuthenticator(origin));
    const id = await firstId(ada);
    const foreign = await post(eve, '/passkey/delete-passkey', { id, password });
    const missing = await post(eve, '/passkey/delete-passkey', { id: crypto.randomUUID(), password });
    expect([foreign.status, await foreign.text()]).toEqual([missing.status, await missing.text()]);
    expect((await post(eve, '/passkey/update-passkey', { id, name: 'Mine' })).status).toBe(404);
    for (const bad of [null, 'x', '0', { $ne: '' }]) {
      expect((await post(ada, '/passkey/delete-passkey', { id: bad, password })).status).toBe(404);
    }
    expect((await methods(ada)).passkeys).toMatchObject([{ id, name: 'Telephone' }]);
    expect((await methods(eve)).passkeys).toEqual([]);
    for (const path of ['begin-registration', 'verify-registration', 'update-passkey', 'delete-passkey']) {
      const json = { id, name: 'Mine', password, response: {} };
      expect((await post(newBrowser(), `/passkey/${path}`, json)).status).toBe(401);
      const headers = { origin: 'https://evil.example' };
      expect((await post(ada, `/passkey/${path}`, json, headers)).status).toBe(403);
    }
  });

  test('up to twenty of a person', async () => {
    const ada = await signIn('ada');
    const { id: userId } = await deps.db.user.findUniqueOrThrow({ where: { email: email('ada') } });
    const row = { userId, name: 'x', publicKey: '', counter: 4_294_967_295, deviceType: '', backedUp: false };
    await deps.db.passkey.createMany({
      data: Array.from({ length: 20 }, (_, n) => ({ ...row, credentialID: `c${n}` })),
    });
    const refused = await post(ada, '/passkey/begin-registration', { password });
    expect([refused.status, await codeIn(refused)]).toEqual([400, 'too_many_passkeys']);
  });
});

test('whoever lost their devices signs in by password again, once the operator took the passkeys away', async () => {
  const ada = await signIn('ada');
  const device = createAuthenticator(origin);
  await add(ada, device);
  expect(await removeSecondFactors(deps.db, email('ada'))).toMatchObject({ passkeys: 1, sessions: 1 });
  expect((await use(newBrowser(), device)).status).toBe(401);
  expect(await isSignedIn(await signIn('ada'))).toBe(true);
});
