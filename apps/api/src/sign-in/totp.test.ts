import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { codeOf, wrongCodeOf } from '../../test/authenticator-app.ts';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { createSecurityLog } from '../security-log.ts';
import { authRoutes, createAuth } from './auth.http.ts';
import { createOwner } from './create-owner.ts';
import { hashPassword } from './password.ts';
import { removeSecondFactors } from './remove-second-factors.ts';
import { resolveViewer } from './resolve-viewer.http.ts';

const base = await createTestDeps({ jobs: [] });
const lines: { msg: string; userId?: string }[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const deps = { ...base, log, securityLog: createSecurityLog(log) };
const auths = [createAuth(deps), createAuth(deps)];
/** Two processes of the API on one database. */
const origins = await Promise.all(auths.map((auth) => serveRoutes(authRoutes(deps, auth))));
const newBrowser = (process = 0) => createBrowser(origins[process]!, deps.config.appUrl);

const email = 'ada@example.com';
const password = 'correct horse battery';
const hashed = await hashPassword(password);
let userId: string;

/** Only what the clock says: a code is as old as the test says. */
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());
const letPass = (seconds: number) => void vi.setSystemTime(Date.now() + seconds * 1000);

beforeEach(async () => {
  ({ userId } = await createOwner(deps.db, {
    ...{ name: 'Ada', email, passwordHash: hashed },
    ...{ teamName: 'Café Nord', timeZone: 'UTC' },
  }));
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

/** The first step: the password, which is all there is without an app. */
async function enterPassword(browser = newBrowser(), headers = {}): Promise<Browser> {
  expect((await post(browser, '/sign-in/email', { email, password }, headers)).status).toBe(200);
  return browser;
}

const offer = (browser: Browser, code: string, headers = {}) =>
  post(browser, '/two-factor/verify-totp', { code }, headers);
const offerBackup = (browser: Browser, code: string, headers = {}) =>
  post(browser, '/two-factor/verify-backup-code', { code }, headers);

/** Signs in and turns the app on; the next code is another one. */
async function turnOn(browser = newBrowser()) {
  await enterPassword(browser);
  const begun = await post(browser, '/two-factor/enable', { password });
  expect(begun.status).toBe(200);
  const { totpURI, backupCodes } = (await begun.json()) as { totpURI: string; backupCodes: string[] };
  expect((await offer(browser, await codeOf(totpURI))).status).toBe(200);
  letPass(60);
  return { browser, uri: totpURI, backupCodes };
}

describe('signing in', () => {
  test('takes the password and the code of the app, and there is no session in between', async () => {
    const { uri } = await turnOn();
    const browser = newBrowser();
    const sessionsBefore = await deps.db.session.count();
    const first = await post(browser, '/sign-in/email', { email, password });
    expect(await first.json()).toEqual({ twoFactorRedirect: true, twoFactorMethods: ['totp'] });
    const pending = first.headers.getSetCookie().find((line) => line.startsWith('airdate.two_factor='));
    expect(pending).toMatch(/; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    // Whatever cookies came along stand for nobody.
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    expect(await resolveViewer(deps, auths[0]!, new Headers({ cookie }))).toBeNull();
    for (const line of first.headers.getSetCookie().filter((each) => /token=./.test(each))) {
      const viewer = await resolveViewer(deps, auths[0]!, new Headers({ cookie: line.split(';')[0]! }));
      expect(viewer).toBeNull();
    }
    expect(await isSignedIn(browser)).toBe(false);
    expect(await deps.db.session.count()).toBe(sessionsBefore);
    expect((await browser.request('/auth/sign-in-methods')).status).toBe(401);

    const second = await offer(browser, await codeOf(uri));
    expect(second.status).toBe(200);
    expect(await second.text()).not.toMatch(/token/i);
    expect(lines).toContainEqual(
      expect.objectContaining({ security: 'signed_in', reason: 'password and code' }),
    );
    expect(await isSignedIn(browser)).toBe(true);
  });

  test('needs the code in every browser and each time, whatever is asked to be trusted', async () => {
    const { browser, uri } = await turnOn();
    const trusted = await enterPassword(browser);
    const json = { code: await codeOf(uri), trustDevice: true };
    expect((await post(trusted, '/two-factor/verify-totp', json)).status).toBe(200);
    await post(trusted, '/sign-out', {});
    await enterPassword(trusted);
    expect(await isSignedIn(trusted)).toBe(false);
    expect(await deps.db.verification.count({ where: { identifier: { startsWith: 'trust' } } })).toBe(0);
  });

  test('a wrong code is refused, and so is one of another person’s app or of no step at all', async () => {
    const { uri } = await turnOn();
    const browser = await enterPassword();
    for (const code of [await wrongCodeOf(uri), '', 'abcdef', '١٢٣٤٥٦', '0'.repeat(5000)]) {
      const refused = await offer(browser, code, { 'x-forwarded-for': '198.51.100.1' });
      expect([refused.status, await codeIn(refused)]).toEqual([401, 'INVALID_CODE']);
    }
    // Somebody knows the password.
    const said = lines.filter(({ msg }) => msg === 'a right password was followed by a wrong code');
    expect(said.map((line) => line.userId)).toEqual(Array(5).fill(userId));
    const nobody = await offer(newBrowser(), await codeOf(uri));
    expect([nobody.status, await codeIn(nobody)]).toEqual([401, 'INVALID_TWO_FACTOR_COOKIE']);
    for (const code of [null, 7, ['1'], { $ne: '' }]) {
      const bad = await post(newBrowser(), '/two-factor/verify-totp', { code });
      expect(bad.status).toBe(400);
    }
  });

  test('a code works once, also for two who type it at the same moment in two processes', async () => {
    const { uri } = await turnOn();
    const browsers = await Promise.all([0, 1].map((process) => enterPassword(newBrowser(process))));
    const code = await codeOf(uri);
    const answers = await Promise.all(browsers.map((browser) => offer(browser, code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect((await Promise.all(browsers.map(isSignedIn))).toSorted()).toEqual([false, true]);

    const third = await enterPassword();
    expect(await codeIn(await offer(third, code))).toBe('INVALID_CODE');
    letPass(30);
    expect((await offer(third, await codeOf(uri))).status).toBe(200);
  });

  test('the code that turned the app on does not sign in as well, nor does an older one', async () => {
    const old = newBrowser();
    await enterPassword(old);
    const begun = await post(old, '/two-factor/enable', { password });
    const { totpURI } = (await begun.json()) as { totpURI: string };
    const before = await codeOf(totpURI);
    letPass(30);
    const code = await codeOf(totpURI);
    expect((await offer(old, code)).status).toBe(200);
    const browser = await enterPassword();
    expect((await offer(browser, code)).status).toBe(401);
    expect((await offer(browser, before)).status).toBe(401);
  });

  test('takes a code of the step before, and none that is older', async () => {
    const { uri } = await turnOn();
    const browser = await enterPassword();
    const code = await codeOf(uri);
    letPass(90);
    expect((await offer(browser, code)).status).toBe(401);
    const late = await codeOf(uri);
    letPass(30);
    expect((await offer(browser, late)).status).toBe(200);
  });

  test('ten minutes after the password it begins anew, and after five wrong codes too', async () => {
    const { uri } = await turnOn();
    const slow = await enterPassword();
    letPass(601);
    expect(await codeIn(await offer(slow, await codeOf(uri)))).toBe('INVALID_TWO_FACTOR_COOKIE');

    const wrong = await enterPassword();
    for (let n = 0; n < 5; n++) await offer(wrong, await wrongCodeOf(uri));
    deps.clock.advance(5000);
    expect(await codeIn(await offer(wrong, await codeOf(uri)))).toBe('TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE');
    letPass(30);
    deps.clock.advance(10_000);
    expect(await codeIn(await offer(wrong, await codeOf(uri)))).toBe('INVALID_TWO_FACTOR_COOKIE');
  });

  test('with a backup code works once for each, and tells how many are left', async () => {
    const { browser, backupCodes } = await turnOn();
    expect(new Set(backupCodes).size).toBe(10);
    for (const each of backupCodes) expect(each).toMatch(/^[A-Za-z0-9]{5}-[A-Za-z0-9]{5}$/);
    const [code] = backupCodes as [string];
    const [first, second] = [await enterPassword(), await enterPassword(newBrowser(1))];
    const answers = await Promise.all([offerBackup(first, code), offerBackup(second, code)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const third = await enterPassword();
    expect(await codeIn(await offerBackup(third, code))).toBe('INVALID_BACKUP_CODE');
    expect((await offerBackup(third, backupCodes[1]!)).status).toBe(200);
    expect(await (await browser.request('/auth/sign-in-methods')).json()).toMatchObject({
      authenticatorApp: { offered: true, on: true, backupCodesLeft: 8 },
    });
    // Whoever is signed in could otherwise try them out, or use them up.
    expect(await codeIn(await offerBackup(browser, backupCodes[2]!))).toBe('already_signed_in');
  });
});

describe('guessing codes', () => {
  let lastAddress = 0;
  const elsewhere = () => ({ 'x-forwarded-for': `198.51.100.${lastAddress++ % 256}` });

  test('is slowed down per account, from however many addresses and with a new sign-in each time', async () => {
    const { uri } = await turnOn();
    const waiting = await Promise.all(
      Array.from({ length: 4 }, (_, n) => enterPassword(newBrowser(n % 2), elsewhere())),
    );
    const statuses = [];
    for (let n = 0; n < 12; n++) {
      const answer = await offer(waiting[n % 4]!, await wrongCodeOf(uri), elsewhere());
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe('5');
    }
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
    // The right one has to wait as well.
    expect((await offer(waiting[0]!, await codeOf(uri), elsewhere())).status).toBe(429);
    deps.clock.advance(5000);
    letPass(30);
    expect((await offer(waiting[0]!, await codeOf(uri), elsewhere())).status).toBe(200);
  });

  test('at once is slowed down as well, and backup codes are counted with the others', async () => {
    await turnOn();
    const waiting = await Promise.all(
      Array.from({ length: 4 }, (_, n) => enterPassword(newBrowser(n % 2), elsewhere())),
    );
    const guesses = Array.from({ length: 24 }, (_, n) =>
      (n % 2 ? offer : offerBackup)(waiting[n % 4]!, '000000', elsewhere()),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(19);
    expect(statuses).not.toContain(200);
  });

  test('ten times in a row locks the codes for a quarter of an hour, and says for how long', async () => {
    const { uri } = await turnOn();
    for (let n = 0; n < 10; n++) {
      deps.clock.advance(300_000);
      const browser = await enterPassword(newBrowser(), elsewhere());
      expect((await offer(browser, await wrongCodeOf(uri), elsewhere())).status).toBe(401);
    }
    deps.clock.advance(300_000);
    const browser = await enterPassword(newBrowser(), elsewhere());
    letPass(300);
    const locked = await offer(browser, await codeOf(uri), elsewhere());
    expect([locked.status, await codeIn(locked)]).toEqual([429, 'ACCOUNT_TEMPORARILY_LOCKED']);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(590);
    expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(600);
    letPass(600);
    deps.clock.advance(300_000);
    const again = await enterPassword(newBrowser(), elsewhere());
    expect((await offer(again, await codeOf(uri), elsewhere())).status).toBe(200);
  });

  test('from one address is slowed down, whosever codes they are', async () => {
    const here = { 'x-forwarded-for': '203.0.113.9' };
    const statuses = [];
    for (let n = 0; n < 22; n++) statuses.push((await offer(newBrowser(), '000000', here)).status);
    expect(statuses).toEqual([...Array(20).fill(401), 429, 429]);
  });

  test('keeps nobody out who signed in with this browser before', async () => {
    const { browser, uri } = await turnOn();
    await post(browser, '/sign-out', {});
    const guesser = await enterPassword(newBrowser(), elsewhere());
    for (let n = 0; n < 7; n++) await offer(guesser, await wrongCodeOf(uri), elsewhere());
    await enterPassword(browser);
    expect((await offer(browser, await codeOf(uri))).status).toBe(200);
  });
});

describe('turning it on', () => {
  test('asks for the password, and changes nothing before the first right code', async () => {
    const browser = await enterPassword();
    expect(await codeIn(await post(browser, '/two-factor/enable', { password: 'wrong password!' }))).toBe(
      'INVALID_PASSWORD',
    );
    const begun = await post(browser, '/two-factor/enable', { password });
    const { totpURI } = (await begun.json()) as { totpURI: string };
    expect(totpURI).toMatch(/^otpauth:\/\/totp\/Airdate:ada%40example\.com\?secret=[A-Z2-7]+&issuer=Airdate/);
    expect((await offer(browser, await wrongCodeOf(totpURI))).status).toBe(401);
    expect(await isSignedIn(await enterPassword())).toBe(true);
    expect((await offer(browser, await codeOf(totpURI))).status).toBe(200);
    expect(await isSignedIn(await enterPassword())).toBe(false);
  });

  test('and off renews this session, ends all others, and is logged', async () => {
    const other = await enterPassword();
    const before = new Map((await enterPassword()).cookies);
    const { browser } = await turnOn();
    const stale = newBrowser();
    for (const [name, value] of before) stale.cookies.set(name, value);
    expect([await isSignedIn(browser), await isSignedIn(other), await isSignedIn(stale)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(lines.map(({ msg, userId }) => ({ msg, userId }))).toContainEqual({
      msg: 'an authenticator app was added',
      userId,
    });

    for (const [name, value] of browser.cookies) stale.cookies.set(name, value);
    expect((await post(browser, '/two-factor/disable', { password: 'wrong password!' })).status).toBe(400);
    expect((await post(browser, '/two-factor/disable', { password })).status).toBe(200);
    expect([await isSignedIn(browser), await isSignedIn(stale)]).toEqual([true, false]);
    expect(lines.map(({ msg }) => msg)).toContain('the authenticator app was removed');
    expect(await deps.db.twoFactor.count()).toBe(0);
    expect(await isSignedIn(await enterPassword())).toBe(true);
  });

  test('guessing the password for it in a stolen session is cut off', async () => {
    const browser = await enterPassword();
    const statuses = [];
    for (const path of ['enable', 'disable', 'generate-backup-codes']) {
      for (let n = 0; n < 2; n++) {
        const answer = await post(browser, `/two-factor/${path}`, { password: 'wrong password!' });
        statuses.push(answer.status);
      }
    }
    expect(statuses).toEqual([...Array(5).fill(400), 429]);
  });

  test('new backup codes void the old ones', async () => {
    const { browser, backupCodes } = await turnOn();
    const made = await post(browser, '/two-factor/generate-backup-codes', { password });
    const { backupCodes: next } = (await made.json()) as { backupCodes: string[] };
    const signingIn = await enterPassword();
    expect((await offerBackup(signingIn, backupCodes[0]!)).status).toBe(401);
    expect((await offerBackup(signingIn, next[0]!)).status).toBe(200);
  });

  test('is not for the demo’s user, whose login everybody shares', async () => {
    const browser = await enterPassword();
    await deps.db.user.update({ where: { id: userId }, data: { demo: true } });
    const demo = { ...deps, config: { ...deps.config, demo: true } };
    const shared = createBrowser(await serveRoutes(authRoutes(demo, createAuth(demo))), deps.config.appUrl);
    for (const [name, value] of browser.cookies) shared.cookies.set(name, value);
    const refused = await post(shared, '/two-factor/enable', { password });
    expect([refused.status, await codeIn(refused)]).toEqual([403, 'shared_login']);
    expect(await deps.db.twoFactor.count()).toBe(0);
  });
});

test('neither the secret, nor a backup code, nor what the cookie of the second step says is readable in the database', async () => {
  const { uri, backupCodes } = await turnOn();
  const browser = await enterPassword();
  const pending = decodeURIComponent(browser.cookies.get('airdate.two_factor')!).split('.')[0]!;
  expect(pending.length).toBeGreaterThan(20);
  const secret = new URL(uri).searchParams.get('secret')!;
  const rows = JSON.stringify([
    await deps.db.twoFactor.findMany(),
    await deps.db.verification.findMany(),
    await deps.db.signInAttempts.findMany(),
    await deps.db.user.findMany(),
  ]);
  expect(rows).toContain(userId);
  for (const hidden of [secret, Buffer.from(secret).toString('base64'), pending, ...backupCodes]) {
    expect(rows).not.toContain(hidden);
  }
  expect(JSON.stringify(lines)).not.toContain(secret);
});

test('with another SESSION_SECRET codes are refused in words, and the operator can still help', async () => {
  const { uri, backupCodes } = await turnOn();
  const other = {
    ...deps,
    config: { ...deps.config, sessionSecret: 'another secret of more than 32 signs' },
  };
  const auth = createAuth(other);
  const origin = await serveRoutes(authRoutes(other, auth));
  const browser = await enterPassword(createBrowser(origin, deps.config.appUrl));
  for (const answer of [
    await offer(browser, await codeOf(uri)),
    await offerBackup(browser, backupCodes[0]!),
  ]) {
    expect([answer.status, await codeIn(answer)]).toEqual([409, 'authenticator_app_unreadable']);
  }
  expect(await isSignedIn(browser)).toBe(false);
  expect(lines.at(-1)).toMatchObject({ userId, msg: 'sealed with another SESSION_SECRET: codes' });
  await removeSecondFactors(deps.db, email);
  expect(await isSignedIn(await enterPassword(createBrowser(origin, deps.config.appUrl)))).toBe(true);
});

test('whoever lost the app and the codes gets in by password again, once the operator took them away', async () => {
  const { browser } = await turnOn();
  expect(await removeSecondFactors(deps.db, 'Ada@Example.com ')).toEqual({
    authenticatorApp: true,
    passkeys: 0,
    sessions: 1,
  });
  expect(await isSignedIn(browser)).toBe(false);
  expect(await isSignedIn(await enterPassword())).toBe(true);
  expect(await removeSecondFactors(deps.db, 'nobody@example.com')).toBeUndefined();
});
