import { createHash, createHmac } from 'node:crypto';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createTestDeps } from '../../test/test-deps.ts';
import { authRoutes, createAuth } from './auth.http.ts';
import { createOwner } from './create-owner.ts';
import { hashSessionTokens } from './hash-session-tokens.http.ts';
import { hashPassword } from './password.ts';

const COOKIE = 'airdate.session_token';
const deps = await createTestDeps({ jobs: [] });
/** As after a restart: nothing is carried over but the database and the settings. */
const startProcess = () => serveRoutes(authRoutes(deps, createAuth(deps)));
const url = await startProcess();
const password = 'correct horse battery';
let userId: string;

beforeAll(async () => {
  ({ userId } = await createOwner(deps.db, {
    ...{ name: 'Ada', email: 'ada@example.com', passwordHash: await hashPassword(password) },
    ...{ teamName: 'Harbour', timeZone: 'UTC' },
  }));
});
beforeEach(async () => {
  await deps.db.signInAttempts.deleteMany();
  await deps.db.session.deleteMany();
});

async function signIn(): Promise<Browser> {
  const browser = createBrowser(url, deps.config.appUrl);
  const json = { email: 'ada@example.com', password };
  expect((await browser.request('/auth/sign-in/email', { method: 'POST', json })).status).toBe(200);
  return browser;
}
const tokenOf = ({ cookies }: Browser) => decodeURIComponent(cookies.get(COOKIE)!).split('.')[0]!;
const signed = (token: string) =>
  encodeURIComponent(
    `${token}.${createHmac('sha256', deps.config.sessionSecret).update(token).digest('base64')}`,
  );
/** Who a cookie of this token, well signed, is taken for. */
async function signedInWith(token: string, at = url): Promise<string | undefined> {
  const response = await fetch(`${at}/auth/get-session`, {
    headers: { cookie: `${COOKIE}=${signed(token)}` },
  });
  expect(response.status).toBe(200);
  const answer = (await response.json()) as { user: { id: string } } | null;
  return answer?.user.id;
}

/** Every row of every table, as text. */
async function everythingStored(): Promise<string> {
  const tables = await deps.db.$queryRaw<{ name: string }[]>`
    SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
    WHERE table_type = 'BASE TABLE' AND table_schema IN ('public', 'pgboss')`;
  const readings = tables.map(({ name }) => `SELECT to_jsonb(t)::text AS row FROM ${name} t`);
  const rows = await deps.db.$queryRawUnsafe<{ row: string }[]>(readings.join(' UNION ALL '));
  return rows.map(({ row }) => row).join('\n');
}

test('no column of the database holds the token of a cookie', async () => {
  const browser = await signIn();
  const token = tokenOf(browser);
  expect(token).toMatch(/^\w{32}$/);
  const stored = await everythingStored();
  expect(stored).toContain(createHash('sha256').update(token).digest('hex'));
  expect(stored).not.toContain(token);
  expect(stored).not.toContain(Buffer.from(token).toString('hex'));
});

test('a cookie stays good after a restart and when the session is renewed', async () => {
  const token = tokenOf(await signIn());
  expect(await signedInWith(token, await startProcess())).toBe(userId);

  const soon = new Date(Date.now() + 60_000);
  await deps.db.session.updateMany({ data: { expiresAt: soon } });
  const response = await fetch(`${url}/auth/get-session`, {
    headers: { cookie: `${COOKIE}=${signed(token)}` },
  });
  const [renewed] = response.headers.getSetCookie();
  expect(decodeURIComponent(renewed!)).toMatch(new RegExp(`^${COOKIE}=${token}\\.`));
  expect((await deps.db.session.findFirstOrThrow()).expiresAt.getTime()).toBeGreaterThan(soon.getTime());
  expect(await signedInWith(token)).toBe(userId);
});

test('what the database holds opens nothing, even with a good signature', async () => {
  const token = tokenOf(await signIn());
  const { tokenHash, id } = await deps.db.session.findFirstOrThrow();
  expect(await signedInWith(token)).toBe(userId);
  for (const stolen of [tokenHash, tokenHash.toUpperCase(), id]) {
    expect(await signedInWith(stolen)).toBeUndefined();
    const headers = { cookie: `${COOKIE}=${signed(stolen)}`, origin: new URL(deps.config.appUrl).origin };
    await fetch(`${url}/auth/sign-out`, { method: 'POST', headers });
  }
  expect(await signedInWith(token)).toBe(userId);
});

test('an expired session is removed when its cookie comes back', async () => {
  const token = tokenOf(await signIn());
  await deps.db.session.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });
  expect(await signedInWith(token)).toBeUndefined();
  expect(await deps.db.session.count()).toBe(0);
});

test('the library ends sessions by their tokens, and those that it found without', async () => {
  const [first, second, third] = [tokenOf(await signIn()), tokenOf(await signIn()), tokenOf(await signIn())];
  const { internalAdapter } = await createAuth(deps).$context;
  const found = await internalAdapter.findSessions([first, second]);
  expect(found.map(({ session }) => session.token).toSorted()).toEqual([first, second].toSorted());
  await internalAdapter.deleteSessions([first]);
  expect(await signedInWith(first)).toBeUndefined();
  expect(await signedInWith(second)).toBe(userId);

  const listed = await internalAdapter.listSessions(userId);
  for (const { token } of listed) expect([second, third]).not.toContain(token);
  const { id } = (await internalAdapter.findSession(third))!.session;
  await internalAdapter.deleteSession(listed.find((session) => session.id === id)!.token);
  expect(await signedInWith(second)).toBe(userId);
  expect(await signedInWith(third)).toBeUndefined();
});

test('nor does a transaction of the library store a token', async () => {
  const adapter = hashSessionTokens(prismaAdapter(deps.db, { provider: 'postgresql', transaction: true }))({
    session: { fields: { token: 'tokenHash' } },
    advanced: { database: { generateId: false } },
  });
  const token = 'a'.repeat(32);
  const where = [{ field: 'token', value: token }];
  const data = { userId, token, expiresAt: new Date(Date.now() + 60_000), createdAt: new Date() };
  await adapter.transaction(async (tx) => {
    expect(await tx.create({ model: 'session', data })).toMatchObject({ token });
    expect(await tx.findOne({ model: 'session', where })).toMatchObject({ token });
  });
  expect(await everythingStored()).not.toContain(token);
  expect(await adapter.deleteMany({ model: 'session', where })).toBe(1);
});
