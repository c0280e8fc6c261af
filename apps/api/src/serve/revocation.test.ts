import { randomUUID } from 'node:crypto';
import type { Role } from '@airdate/db';
import { findFreePort } from '@airdate/db/embedded';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createBrowser } from '../../test/browser.ts';
import { graphqlClient, startTestServer } from '../../test/graphql-client.ts';
import { type Credentials, openEventStream, openWebSocket, type Subscriber } from '../../test/subscribers.ts';
import { createRunningTestClock, createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { killHard, startProcess } from '../../test/worker-process.ts';
import type { TeamContext } from '../context.ts';
import { appendEvent } from '../events/append-event.ts';
import { globalId } from '../global-id.ts';
import { hashPassword } from '../sign-in/password.ts';
import { createApiKey } from '../teams/create-api-key.ts';

const LIMIT_MS = 1_000;
const PASSWORD = 'correct horse battery';

const deps = await createTestDeps({ jobs: [], clock: createRunningTestClock() });
/** Where access is withdrawn. */
const here = await startTestServer(deps);
/** Another process, where the subscribers are. */
const port = await findFreePort();
const there = `http://127.0.0.1:${port}`;
const process = await startProcess(deps, 'http', { API_PORT: String(port) });
afterAll(() => killHard(process));

let team: TeamContext;
let control: Subscriber[];
const opened: Subscriber[] = [];

beforeEach(async () => {
  team = await createTestTeam(deps, 'OWNER');
  const { headers } = await newKey(await newMember('OWNER'));
  control = await follow(headers);
});
afterEach(() => {
  for (const subscriber of opened.splice(0)) subscriber.close();
});

async function newMember(role: Role, { teamId } = team) {
  const email = `${randomUUID()}@example.com`;
  const user = await deps.db.user.create({ data: { name: 'Marta Member', email } });
  await deps.db.member.create({ data: { teamId, userId: user.id, role } });
  return { userId: user.id, email, role };
}

type Member = Awaited<ReturnType<typeof newMember>>;

async function newKey(maker: Member, { role = 'VIEWER' as Role, expiresAt = null as Date | null } = {}) {
  const { apiKey, secret } = await createApiKey(
    { ...team, role: maker.role, actor: { kind: 'user', id: maker.userId } },
    { name: 'Subscriber', role, expiresAt },
  );
  return { id: apiKey.id, headers: { authorization: `Bearer ${secret}` } };
}

async function signIn({ userId, email }: Member, at = there) {
  await deps.db.authAccount.upsert({
    where: { providerId_accountId: { providerId: 'credential', accountId: userId } },
    create: {
      ...{ userId, providerId: 'credential', accountId: userId },
      password: await hashPassword(PASSWORD),
    },
    update: {},
  });
  const browser = createBrowser(at, deps.config.appUrl);
  const response = await browser.request('/auth/sign-in/email', {
    method: 'POST',
    json: { email, password: PASSWORD },
  });
  expect(response.status).toBe(200);
  await deps.db.rateLimit.deleteMany();
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return { browser, headers: { cookie, origin: new URL(deps.config.appUrl).origin } };
}

/** By every transport: a subscription over a WebSocket, one over SSE, and a WebSocket without any. Resolves when they hear. */
async function follow(credentials: Credentials): Promise<Subscriber[]> {
  const subscribers = [
    await openWebSocket(there, credentials),
    await openEventStream(there, credentials),
    await openWebSocket(there, credentials, { idle: true }),
  ];
  opened.push(...subscribers);
  await expect
    .poll(async () => {
      await tell('before');
      return subscribers.slice(0, 2).every(({ heard }) => heard.length > 0);
    })
    .toBe(true);
  return subscribers;
}

const TYPES = { before: 'account.connected', after: 'account.disconnected' } as const;
const NEWS_OF_AFTER = 'ACCOUNT_DISCONNECTED';

/** Appends to the team's log, as every process does. */
async function tell(when: keyof typeof TYPES): Promise<void> {
  await deps.db.$transaction((tx) =>
    appendEvent(tx, {
      ...{ teamId: team.teamId, type: TYPES[when], actor: { kind: 'system' }, at: deps.clock.now() },
      data: { nickname: 'Harbour Radio' } as never,
    }),
  );
}

/** Everything the subscribers were told was told before, and they were cut in time; the others follow on. */
async function expectCut(
  subscribers: Subscriber[],
  since: number,
  error: 'UNAUTHENTICATED' | 'FORBIDDEN' = 'UNAUTHENTICATED',
): Promise<void> {
  await tell('after');
  const [webSocket, stream, idle] = await Promise.all(
    subscribers.map(async (subscriber) => {
      const { how, at } = await end(subscriber);
      return { how, lateMs: Math.max(0, at - since - LIMIT_MS) };
    }),
  );
  expect(webSocket).toEqual({ how: 4403, lateMs: 0 });
  expect(stream).toEqual({ how: 'complete', lateMs: 0 });
  expect(idle).toEqual({ how: 4403, lateMs: 0 });
  expect(subscribers[1]!.errors).toEqual([error]);
  await expectFollowing(control);
  for (const { heard } of subscribers) expect(new Set(heard)).not.toContain(NEWS_OF_AFTER);
}

/** Waits for longer than it may take, so that a failure says by how much it was late. */
async function end({ isOpen, ended }: Subscriber) {
  await expect.poll(isOpen, { timeout: 5 * LIMIT_MS, interval: 20 }).toBe(false);
  return ended;
}

async function expectFollowing(subscribers: Subscriber[]): Promise<void> {
  await expect
    .poll(() => subscribers.slice(0, 2).every(({ heard }) => heard.includes(NEWS_OF_AFTER)))
    .toBe(true);
  expect(subscribers.every(({ isOpen }) => isOpen())).toBe(true);
}

test('a key that is revoked in one process is cut off in another, before the news of it', async () => {
  const owner = await newMember('OWNER');
  const key = await newKey(owner);
  const { headers } = await newKey(owner, { role: 'ADMIN' });
  const subscribers = await follow(key.headers);
  const ask = graphqlClient(here.url, headers.authorization.replace('Bearer ', ''));
  const { errors } = await ask(
    'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }',
    {
      id: globalId('ApiKey', key.id),
    },
  );
  expect(errors).toBeUndefined();
  const since = performance.now();
  subscribers[2]!.subscribe();
  await expectCut(subscribers, since);
  expect(subscribers[2]!.heard).toEqual([]);
  for (const { heard } of subscribers) expect(heard).not.toContain('API_KEY_REVOKED');

  const again = await openWebSocket(there, key.headers);
  expect((await end(again)).how).toBe(4403);
});

test('a key is cut off at the instant of its expiry', async () => {
  const expiresAt = new Date(Date.now() + 2_000);
  const key = await newKey(await newMember('OWNER'), { expiresAt });
  const subscribers = await follow(key.headers);
  const earlyMs = await Promise.all(
    subscribers.map(async (subscriber) => {
      await end(subscriber);
      return Math.max(0, expiresAt.getTime() - Date.now());
    }),
  );
  expect(Math.max(...earlyMs)).toBeLessThan(100);
  const since = performance.now() - (Date.now() - expiresAt.getTime());
  await expectCut(subscribers, since);
});

test('a session is cut off when its person signs out, and their other session is not', async () => {
  const member = await newMember('EDITOR');
  const [leaving, staying] = [await signIn(member), await signIn(member)];
  const subscribers = await follow(leaving.headers);
  const others = await follow(staying.headers);
  const { status } = await createSameBrowser(leaving.headers).request('/auth/sign-out', {
    method: 'POST',
    json: {},
  });
  expect(status).toBe(200);
  await expectCut(subscribers, performance.now());
  await expectFollowing(others);
});

function createSameBrowser({ cookie }: { cookie: string }) {
  const browser = createBrowser(here.url, deps.config.appUrl);
  for (const pair of cookie.split('; ')) {
    browser.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
  }
  return browser;
}

test('a change of password cuts off the other sessions', async () => {
  const member = await newMember('EDITOR');
  const [changing, other] = [await signIn(member), await signIn(member)];
  const subscribers = await follow(other.headers);
  const { status } = await createSameBrowser(changing.headers).request('/auth/change-password', {
    method: 'POST',
    json: { currentPassword: PASSWORD, newPassword: `${PASSWORD} staple`, revokeOtherSessions: true },
  });
  expect(status).toBe(200);
  await expectCut(subscribers, performance.now());
});

test('a session whose time is shortened is cut off at its new end', async () => {
  const member = await newMember('EDITOR');
  const subscribers = await follow((await signIn(member)).headers);
  const since = performance.now();
  await deps.db.session.updateMany({
    where: { userId: member.userId },
    data: { expiresAt: new Date(Date.now() + 500) },
  });
  await Promise.all(subscribers.map(end));
  await expectCut(subscribers, since + 500);
});

test('a removed member is cut off, and every key that they made', async () => {
  const member = await newMember('ADMIN');
  const subscribers = await follow((await signIn(member)).headers);
  const withKey = await follow((await newKey(member)).headers);
  await deps.db.member.deleteMany({ where: { userId: member.userId } });
  const since = performance.now();
  await expectCut(subscribers, since);
  await expectCut(withKey, since);
});

test('a person who leaves one of two teams goes on in the other', async () => {
  const member = await newMember('EDITOR');
  const other = await createTestTeam(deps);
  await deps.db.member.create({ data: { teamId: other.teamId, userId: member.userId, role: 'EDITOR' } });
  const subscribers = await follow((await signIn(member)).headers);
  await deps.db.member.deleteMany({ where: { userId: member.userId, teamId: other.teamId } });
  await tell('after');
  await expectFollowing(subscribers);
  await deps.db.member.create({ data: { teamId: other.teamId, userId: member.userId, role: 'EDITOR' } });
  await deps.db.member.deleteMany({ where: { userId: member.userId, teamId: team.teamId } });
  const since = performance.now();
  const hows = await Promise.all(subscribers.map(async (subscriber) => (await end(subscriber)).how));
  expect(hows).toEqual([4403, 'complete', 4403]);
  expect(performance.now() - since).toBeLessThan(LIMIT_MS);
  expect(subscribers[1]!.errors).toEqual(['FORBIDDEN']);
});

test('a lowered role cuts off the person and the keys that could do more, not those that could do less', async () => {
  const member = await newMember('ADMIN');
  const subscribers = await follow((await signIn(member)).headers);
  const asEditor = await follow((await newKey(member, { role: 'EDITOR' })).headers);
  const asViewer = await follow((await newKey(member)).headers);
  await deps.db.member.updateMany({ where: { userId: member.userId }, data: { role: 'APPROVER' } });
  const since = performance.now();
  await expectCut(subscribers, since, 'FORBIDDEN');
  await expectCut(asEditor, since, 'FORBIDDEN');
  await expectFollowing(asViewer);
});

test('a revocation whose notification was lost is found when the lost LISTEN connection is back', async () => {
  const key = await newKey(await newMember('OWNER'));
  const subscribers = await follow(key.headers);
  await deps.db.$transaction([
    // No trigger fires, so nobody is notified.
    deps.db.$executeRaw`SET LOCAL session_replication_role = replica`,
    deps.db.apiKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } }),
  ]);
  const killed = await deps.db.$queryRaw<{ done: boolean }[]>`
    SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
    WHERE application_name = 'airdate-events' AND datname = current_database()`;
  expect(killed).toEqual([{ done: true }, { done: true }]);
  const since = performance.now();
  await Promise.all(subscribers.map(end));
  await expectCut(subscribers, since);
});

test('who is not signed in, or cannot be read, has no socket', async () => {
  const subscriber = await openWebSocket(there, {});
  expect((await end(subscriber)).how).toBe(4401);
  const stream = await fetch(`${there}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: 'subscription { teamEvents { type } }' }),
  });
  expect(stream.status).toBe(401);
  const unreadable = await openWebSocket(there, {}, { payload: { authorization: 'Bearer a\r\nb' } });
  expect((await end(unreadable)).how).toBe(4400);
});
