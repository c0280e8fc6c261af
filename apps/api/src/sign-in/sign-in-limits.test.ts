import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { authRoutes, createAuth } from './auth.http.ts';
import { prepareSetUp } from './set-up-token.ts';
import { countAttempt } from './sign-in-attempts.ts';

const deps = await createTestDeps({ jobs: [] });
/** Two processes of the API on one database. */
const origins = await Promise.all([1, 2].map(() => serveRoutes(authRoutes(deps, createAuth(deps)))));
const newBrowser = (process = 0) => createBrowser(origins[process]!, deps.config.appUrl);

const email = 'ada@example.com';
const password = 'correct horse battery';
const WRONG = 'wrong password!';

let lastAddress = 0;
/** As the dashboard says it: an address that nobody used before. */
const elsewhere = () => ({ 'x-forwarded-for': `198.51.100.${lastAddress++ % 256}` });

function signIn(
  browser: Browser,
  guess: { email?: string; password?: string } = {},
  headers: Record<string, string> = {},
) {
  const json = { email, password: WRONG, ...guess };
  return browser.request('/auth/sign-in/email', { method: 'POST', json, headers });
}

async function statuses(count: number, attempt: (n: number) => Promise<Response>): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < count; n++) seen.push((await attempt(n)).status);
  return seen;
}

const times = (count: number, status: number) => Array<number>(count).fill(status);

test('people who sign in at the same moment do not wait for each other, whoever read the clock first', async () => {
  const now = deps.clock.now();
  const at = (ms: number) => ({ db: deps.db, clock: { now: () => new Date(now.getTime() + ms) } });
  const waits = [];
  for (const ms of [0, -20, 10, -5, -1]) waits.push(await countAttempt(at(ms), 'address:x', { free: 5 }));
  expect(waits).toEqual([0, 0, 0, 0, 0]);
  expect(await countAttempt(at(0), 'address:x', { free: 5 })).toBeGreaterThan(0);
});

beforeEach(async () => {
  const json = { email, password, name: 'Ada', teamName: 'Café Nord', token: await prepareSetUp(deps) };
  const response = await newBrowser().request('/auth/sign-up/email', { method: 'POST', json });
  expect(response.status).toBe(200);
});

afterEach(async () => {
  await deps.db.rateLimit.deleteMany();
  await deps.db.signInAttempts.deleteMany();
  await deps.db.team.deleteMany();
  await deps.db.user.deleteMany();
});

describe('guessing one account', () => {
  test('is cut off after five attempts, from however many addresses and in whatever spelling', async () => {
    const seen = await statuses(60, (n) =>
      signIn(newBrowser(n % 2), { email: n % 3 ? email : 'Ada@Example.COM' }, elsewhere()),
    );
    expect(seen).toEqual([...times(5, 401), ...times(55, 429)]);
  });

  test('is cut off as well when the attempts come at the same moment, to several processes', async () => {
    const attempts = Array.from({ length: 30 }, (_, n) => signIn(newBrowser(n % 2), {}, elsewhere()));
    const seen = (await Promise.all(attempts)).map(({ status }) => status);
    expect(seen.toSorted()).toEqual([...times(5, 401), ...times(25, 429)]);
  });

  test('waits double up to five minutes, and asking too early makes them no longer', async () => {
    await statuses(5, () => signIn(newBrowser(), {}, elsewhere()));
    const waits: number[] = [];
    for (let n = 0; n < 9; n++) {
      for (const _early of [1, 2, 3]) await signIn(newBrowser(), {}, elsewhere());
      const refused = await signIn(newBrowser(), {}, elsewhere());
      const wait = Number(refused.headers.get('retry-after'));
      waits.push(wait);
      deps.clock.advance(wait * 1000 - 1);
      expect((await signIn(newBrowser(), {}, elsewhere())).status).toBe(429);
      deps.clock.advance(1);
      expect((await signIn(newBrowser(), {}, elsewhere())).status).toBe(401);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    deps.clock.advance(300_000);
    expect((await signIn(newBrowser(), { password }, elsewhere())).status).toBe(200);
    expect(await statuses(5, () => signIn(newBrowser(), {}, elsewhere()))).toEqual(times(5, 401));
  });

  test('is forgotten after an hour of quiet', async () => {
    await statuses(6, () => signIn(newBrowser(), {}, elsewhere()));
    deps.clock.advance(3_600_001);
    expect(await statuses(5, () => signIn(newBrowser(), {}, elsewhere()))).toEqual(times(5, 401));
  });

  test('does not keep the owner out of a browser in which they signed in before', async () => {
    const known = newBrowser();
    expect((await signIn(known, { password })).status).toBe(200);
    await known.request('/auth/sign-out', { method: 'POST', json: {} });
    await statuses(20, () => signIn(newBrowser(), {}, elsewhere()));
    expect((await signIn(newBrowser(), { password }, elsewhere())).status).toBe(429);
    expect((await signIn(known, { password })).status).toBe(200);
  });

  test('is no easier with such a browser, and a made-up one counts as none', async () => {
    const known = newBrowser();
    await signIn(known, { password });
    expect(await statuses(7, () => signIn(known))).toEqual([...times(5, 401), 429, 429]);
    // For another account it is a stranger's.
    const other = { email: 'eve@example.com' };
    await statuses(5, () => signIn(newBrowser(), other, elsewhere()));
    expect((await signIn(known, other)).status).toBe(429);
    const forged = statuses(6, (n) => {
      const browser = newBrowser();
      browser.cookies.set('airdate.device', `${n}${known.cookies.get('airdate.device')}`);
      return signIn(browser, {}, elsewhere());
    });
    expect(await forged).toEqual([...times(5, 401), 429]);
  });
});

describe('guessing many accounts from one address', () => {
  const guess = (n: number, headers: Record<string, string>) =>
    signIn(newBrowser(n % 2), { email: `p${n}@example.com` }, headers);

  test('is cut off after twenty attempts, whatever the client claims to be', async () => {
    const seen = await statuses(60, (n) =>
      guess(n, {
        'x-forwarded-for': `9.9.9.${n}, 198.51.100.7`,
        'x-real-ip': `7.7.7.${n}`,
        forwarded: `for=6.6.6.${n}`,
        'x-airdate-client-address': `8.8.8.${n}`,
      }),
    );
    expect(seen).toEqual([...times(20, 401), ...times(40, 429)]);
    expect((await signIn(newBrowser(), { password }, { 'x-forwarded-for': '203.0.113.8' })).status).toBe(200);
  });

  test('all addresses of one IPv6 network count as one', async () => {
    const seen = await statuses(22, (n) => guess(n, { 'x-forwarded-for': `2001:db8::${n.toString(16)}` }));
    expect(seen).toEqual([...times(20, 401), 429, 429]);
  });

  test('is not hidden by signing in to an account of one’s own', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    for (let n = 0; n < 20; n++) {
      expect((await guess(n, headers)).status).toBe(401);
      if (n < 19) expect((await signIn(newBrowser(), { password }, headers)).status).toBe(200);
    }
    expect((await guess(20, headers)).status).toBe(429);
  });

  test('attempts that the address cuts off do not count against the account', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.10' };
    await statuses(20, (n) => guess(n, headers));
    expect(await statuses(10, () => signIn(newBrowser(), {}, headers))).toEqual(times(10, 429));
    expect((await signIn(newBrowser(), { password }, elsewhere())).status).toBe(200);
  });
});

describe('whether an account exists', () => {
  const unknown = { email: 'nobody@example.com' };

  test('is told neither by an answer nor by a limit', async () => {
    const answers = async (guess: { email?: string }) => {
      const seen: unknown[] = [];
      for (let n = 0; n < 7; n++) {
        const response = await signIn(newBrowser(), guess, elsewhere());
        const headers = Object.fromEntries(response.headers);
        delete headers.date;
        seen.push([response.status, await response.text(), headers]);
      }
      return seen;
    };
    expect(await answers(unknown)).toEqual(await answers({}));
  });

  test('is not told by the time that an answer takes', async () => {
    const spent: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    for (let n = 0; n < 10; n++) {
      for (const [who, guess] of Object.entries({ known: {}, unknown }) as ['known', object][]) {
        await deps.db.signInAttempts.deleteMany();
        const start = performance.now();
        await signIn(newBrowser(), guess);
        spent[who].push(performance.now() - start);
      }
    }
    // Hashing takes most of the time; without it an unknown address is answered in a tenth of it.
    expect(Math.min(...spent.unknown)).toBeGreaterThan(Math.min(...spent.known) / 2);
    expect(Math.min(...spent.known)).toBeGreaterThan(Math.min(...spent.unknown) / 2);
  });

  test('cannot be read in the table of attempts', async () => {
    await signIn(newBrowser());
    const rows = await deps.db.signInAttempts.findMany();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('ada');
  });
});

describe('changing the password', () => {
  const change = (browser: Browser, currentPassword: string) =>
    browser.request('/auth/change-password', {
      method: 'POST',
      json: { currentPassword, newPassword: 'another long password', revokeOtherSessions: false },
    });

  test('guessing the present one in a stolen session is cut off too', async () => {
    const browser = newBrowser();
    await signIn(browser, { password });
    expect(await statuses(7, () => change(browser, WRONG))).toEqual([...times(5, 400), 429, 429]);
  });

  test('ends every other session, also when it was asked not to', async () => {
    const [mine, other] = [newBrowser(), newBrowser(1)];
    await signIn(mine, { password });
    await signIn(other, { password });
    const before = new Map(mine.cookies);
    expect((await change(mine, password)).status).toBe(200);
    const session = async (browser: Browser) => (await browser.request('/auth/get-session')).json();
    expect(await session(mine)).toMatchObject({ user: { email } });
    expect(await session(other)).toBeNull();
    mine.cookies.clear();
    for (const [name, value] of before) mine.cookies.set(name, value);
    expect(await session(mine)).toBeNull();
  });
});
