import { beforeEach, describe, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { serveRoutes } from '../../test/http-server.ts';
import { createSimulatedTikTok, tokensOf } from '../../test/tiktok-deps.ts';
import { globalId } from '../global-id.ts';
import { authRoutes, createAuth } from '../sign-in/auth.http.ts';
import { hashPassword } from '../sign-in/password.ts';
import { tiktokOAuthRoutes } from './tiktok-oauth.http.ts';

const ALL_SCOPES = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
];
const PASSWORD = 'correct horse battery';

const { deps, simulator } = await createSimulatedTikTok();
const { db } = deps;
const auth = createAuth(deps);
const url = await serveRoutes([...authRoutes(deps, auth), ...tiktokOAuthRoutes(deps, auth)]);
const newBrowser = () => createBrowser(url, deps.config.appUrl);
const passwordHash = await hashPassword(PASSWORD);
let people = 0;

type Person = Browser & { userId: string; teamId: string };

async function signIn(email: string): Promise<Browser> {
  const browser = newBrowser();
  const json = { email, password: PASSWORD };
  const response = await browser.request('/auth/sign-in/email', { method: 'POST', json });
  expect(response.status).toBe(200);
  return browser;
}

/** Somebody signed in with a new team of their own. */
async function newPerson(
  role: 'OWNER' | 'EDITOR' | 'APPROVER' = 'EDITOR',
): Promise<Person & { email: string }> {
  const n = ++people;
  const email = `p${n}@example.com`;
  const user = await db.user.create({ data: { name: `P${n}`, email } });
  await db.authAccount.create({
    data: { userId: user.id, accountId: user.id, providerId: 'credential', password: passwordHash },
  });
  const team = await db.team.create({
    data: {
      name: 'T',
      slug: `t-${n}`,
      timeZone: 'Europe/Berlin',
      members: { create: { userId: user.id, role } },
    },
  });
  return { ...(await signIn(email)), userId: user.id, teamId: team.id, email };
}

/** To TikTok's consent page and through it, as the person would click; ends at our callback's address. */
async function consent(
  browser: Browser,
  choices: { scopes?: string[]; decision?: 'allow' | 'deny' } = {},
): Promise<string> {
  const start = await browser.request('/oauth/tiktok/start');
  const page = start.headers.get('location') ?? '';
  expect(page).toMatch(new RegExp(`^${simulator.authorizeUrl}`));
  const form = new URLSearchParams({
    decision: choices.decision ?? 'allow',
    creator,
  });
  for (const scope of choices.scopes ?? ALL_SCOPES) form.append('scope', scope);
  const answer = await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
  const callback = new URL(answer.headers.get('location') ?? '');
  expect(callback.origin + callback.pathname).toBe(`${deps.config.appUrl}/oauth/tiktok/callback`);
  return callback.pathname + callback.search;
}

async function follow(browser: Browser, path: string): Promise<Record<string, string>> {
  const response = await browser.request(path);
  expect(response.status).toBe(302);
  const to = new URL(response.headers.get('location') ?? '');
  expect(to.origin + to.pathname).toBe(`${deps.config.appUrl}/accounts`);
  return Object.fromEntries(to.searchParams);
}

const connect = async (browser: Browser, choices?: Parameters<typeof consent>[1]) =>
  follow(browser, await consent(browser, choices));

const eventsOf = async (teamId: string) =>
  (await db.event.findMany({ where: { teamId }, orderBy: { sequence: 'asc' } })).map(({ type }) => type);

let creators = 0;
let creator = '';
beforeEach(async () => {
  await db.rateLimit.deleteMany();
  creator = `mia.${++creators}`;
  simulator.createCreator({ username: creator, nickname: 'Mia Makes' });
  simulator.faults.clear();
});

const grantOf = (teamId: string) => db.grant.findFirstOrThrow({ where: { accounts: { some: { teamId } } } });
/** The endpoints that were called for this test's creator, in order. */
const calls = () => simulator.calls().flatMap((call) => (call.creator === creator ? [call.endpoint] : []));

describe('connecting an account', () => {
  test('a full consent ends with an account, its schedule, its picture and an event', async () => {
    const person = await newPerson();
    const query = await connect(person);

    const account = await db.account.findFirstOrThrow({
      where: { teamId: person.teamId },
      include: { grant: true, schedule: true },
    });
    expect(query).toEqual({ connected: globalId('Account', account.id) });
    expect(account).toMatchObject({
      status: 'ACTIVE',
      username: creator,
      nickname: 'Mia Makes',
      timeZone: 'Europe/Berlin',
      grant: { status: 'ACTIVE', scopes: ALL_SCOPES, clientKey: deps.config.tiktok.clientKey },
    });
    expect(account.schedule).not.toBeNull();
    expect(account.avatarKey).toMatch(new RegExp(`^avatars/${account.id}-[0-9a-f]{16}\\.png$`));
    expect(await deps.storage.size(account.avatarKey ?? '')).toBeGreaterThan(0);
    expect(await eventsOf(person.teamId)).toEqual(['account.connected']);
    expect(await db.tokenAccess.findMany({ where: { teamId: person.teamId } })).toMatchObject([
      { grantId: account.grantId, purpose: 'PROFILE', actorKind: 'user', actorId: person.userId },
    ]);
    expect(simulator.violations()).toEqual([]);
  });

  test('the consent page is always shown, so that another account can be chosen', async () => {
    const page = (await (await newPerson()).request('/oauth/tiktok/start')).headers.get('location') ?? '';
    expect(new URL(page).searchParams.get('disable_auto_auth')).toBe('1');
    expect(new URL(page).searchParams.get('scope')).toBe(ALL_SCOPES.join(','));
  });

  test('tokens are stored encrypted, for their own row and purpose only', async () => {
    const person = await newPerson();
    await connect(person);
    const grant = await grantOf(person.teamId);
    const { accessToken: access } = tokensOf(deps.keyring, grant);
    expect(access).toMatch(/^act\./);
    expect(tokensOf(deps.keyring, grant).refreshToken).toMatch(/^rft\./);
    expect(JSON.stringify(grant)).not.toContain(access);
    expect(() => tokensOf(deps.keyring, { ...grant, id: crypto.randomUUID() }).accessToken).toThrow();
    expect(() => deps.keyring.open(grant.sealedRefreshToken!, `grant:${grant.id}:access`)).toThrow();
    await expect(deps.tiktok.queryCreatorInfo({ accessToken: access })).resolves.toBeDefined();
  });

  test('two teams that connect the same creator share one grant', async () => {
    const [first, second] = [await newPerson(), await newPerson()];
    await connect(first);
    await connect(second);
    expect(await db.grant.count({ where: { accounts: { some: { teamId: first.teamId } } } })).toBe(1);
    const accounts = await db.account.findMany({ where: { teamId: { in: [first.teamId, second.teamId] } } });
    expect(new Set(accounts.map(({ grantId }) => grantId)).size).toBe(1);
    expect(accounts).toHaveLength(2);
  });

  test('connecting again brings the account back, and those of other teams that waited for it', async () => {
    const [first, second] = [await newPerson(), await newPerson()];
    await connect(first);
    await connect(second);
    await db.grant.updateMany({
      data: { status: 'REVOKED', revokedAt: new Date(), revokedCode: 'invalid_grant' },
    });
    await db.account.updateMany({ data: { status: 'RECONNECT_REQUIRED' } });

    await connect(first);
    const accounts = await db.account.findMany({ where: { teamId: { in: [first.teamId, second.teamId] } } });
    expect(accounts.map(({ status }) => status)).toEqual(['ACTIVE', 'ACTIVE']);
    expect(await db.grant.findFirst({ where: { id: accounts[0]?.grantId } })).toMatchObject({
      status: 'ACTIVE',
      revokedAt: null,
      revokedCode: null,
    });
    expect((await eventsOf(first.teamId)).at(-1)).toBe('account.reconnected');
    expect((await eventsOf(second.teamId)).at(-1)).toBe('account.reconnected');
  });
});

describe('what the creator may do on the consent page', () => {
  test('declining connects nothing and says so', async () => {
    const person = await newPerson();
    expect(await connect(person, { decision: 'deny' })).toEqual({ connectError: 'access_denied' });
    expect(await db.account.count({ where: { teamId: person.teamId } })).toBe(0);
  });

  test('a partial consent connects and names what is missing', async () => {
    const person = await newPerson();
    const query = await connect(person, { scopes: ['user.info.basic', 'video.upload'] });
    expect(query.missingScopes?.split(',')).toEqual([
      'user.info.profile',
      'user.info.stats',
      'video.list',
      'video.publish',
    ]);
    const account = await db.account.findFirstOrThrow({ where: { teamId: person.teamId } });
    expect(query.connected).toBe(globalId('Account', account.id));
    expect(account).toMatchObject({ nickname: 'Mia Makes', username: null });
  });

  test('a consent that allows no kind of post is given back', async () => {
    const person = await newPerson();
    const query = await connect(person, { scopes: ['user.info.basic', 'video.list'] });
    expect(query.connectError).toBe('scopes_missing');
    expect(query.missingScopes).toContain('video.publish');
    expect(await db.account.count({ where: { teamId: person.teamId } })).toBe(0);
    expect(calls()).toEqual(['oauth.exchange', 'oauth.revoke']);
  });

  test('a useless consent does not take a working connection away', async () => {
    const person = await newPerson();
    await connect(person);
    const query = await connect(await newPerson(), { scopes: ['user.info.basic'] });
    expect(query.connectError).toBe('scopes_missing');
    expect(calls()).not.toContain('oauth.revoke');
  });
});

describe('the state', () => {
  test('works once', async () => {
    const person = await newPerson();
    const callback = await consent(person);
    expect(await follow(person, callback)).toHaveProperty('connected');
    expect(await follow(person, callback)).toEqual({ connectError: 'state_invalid' });
  });

  test('works once also when the callback is opened twice at the same moment', async () => {
    const person = await newPerson();
    const callback = await consent(person);
    const outcomes = await Promise.all([follow(person, callback), follow(person, callback)]);
    expect(outcomes.filter((query) => query.connected)).toHaveLength(1);
    expect(outcomes).toContainEqual({ connectError: 'state_invalid' });
    expect(calls().filter((endpoint) => endpoint === 'oauth.exchange')).toHaveLength(1);
  });

  test('is used up by a denial too', async () => {
    const person = await newPerson();
    const denied = await consent(person, { decision: 'deny' });
    await follow(person, denied);
    const state = new URL(denied, deps.config.appUrl).searchParams.get('state') ?? '';
    expect(await follow(person, `/oauth/tiktok/callback?code=x&state=${state}`)).toEqual({
      connectError: 'state_invalid',
    });
  });

  test('does not work in another person’s session, and still works in its own', async () => {
    const [person, other] = [await newPerson(), await newPerson()];
    const callback = await consent(person);
    expect(await follow(other, callback)).toEqual({ connectError: 'state_invalid' });
    expect(await db.account.count({ where: { teamId: other.teamId } })).toBe(0);
    expect(await follow(person, callback)).toHaveProperty('connected');
  });

  test('does not work in another browser of the same person, nor in one that is not signed in', async () => {
    const person = await newPerson();
    const callback = await consent(person);
    expect(await follow(await signIn(person.email), callback)).toEqual({ connectError: 'state_invalid' });
    expect(await follow(newBrowser(), callback)).toEqual({ connectError: 'state_invalid' });
  });

  test('works for ten minutes', async () => {
    const person = await newPerson();
    const callback = await consent(person);
    deps.clock.advance(10 * 60_000);
    expect(await follow(person, callback)).toEqual({ connectError: 'state_expired' });
    expect(calls()).toEqual([]);
  });

  test.each(['', '?state=', '?code=x', '?code=x&state=made-up', '?error=access_denied&state=made-up'])(
    'cannot be left out or made up: %s',
    async (query) => {
      const person = await newPerson();
      expect(await follow(person, `/oauth/tiktok/callback${query}`)).toEqual({
        connectError: 'state_invalid',
      });
    },
  );

  test('is stored only as a hash', async () => {
    const callback = await consent(await newPerson());
    const state = new URL(callback, deps.config.appUrl).searchParams.get('state') ?? '';
    expect(Buffer.from(state, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await db.connectAttempt.findMany())).not.toContain(state);
  });
});

describe('who may connect', () => {
  test('an approver may not', async () => {
    expect(await follow(await newPerson('APPROVER'), '/oauth/tiktok/start')).toEqual({
      connectError: 'forbidden',
    });
  });

  test('somebody who is not signed in is sent to the dashboard', async () => {
    expect(await follow(newBrowser(), '/oauth/tiktok/start')).toEqual({});
  });

  test('somebody who lost the role meanwhile may not', async () => {
    const person = await newPerson();
    const callback = await consent(person);
    await db.member.updateMany({ where: { userId: person.userId }, data: { role: 'VIEWER' } });
    expect(await follow(person, callback)).toEqual({ connectError: 'forbidden' });
    expect(await db.account.count({ where: { teamId: person.teamId } })).toBe(0);
  });
});

describe('when TikTok fails', () => {
  test.each([
    ['its answer is lost', { kind: 'drop' }, 'tiktok_unavailable'],
    ['it is busy', { kind: 'error', code: 'temporarily_unavailable' }, 'tiktok_unavailable'],
    ['it refuses the app', { kind: 'error', code: 'invalid_client' }, 'exchange_failed'],
    ['it refuses the code', { kind: 'error', code: 'invalid_grant' }, 'exchange_failed'],
  ] as const)('during the exchange because %s, nothing is connected', async (_why, effect, reason) => {
    const person = await newPerson();
    const callback = await consent(person);
    simulator.faults.add({ point: 'oauth.exchange', effect, times: null });
    expect(await follow(person, callback)).toEqual({ connectError: reason });
    expect(await db.account.count({ where: { teamId: person.teamId } })).toBe(0);
  });

  test('while the profile is read, the tokens are kept and connecting again works', async () => {
    const person = await newPerson();
    const callback = await consent(person);
    simulator.faults.add({ point: 'user.info', effect: { kind: 'http', status: 503 }, times: null });
    expect(await follow(person, callback)).toEqual({ connectError: 'tiktok_unavailable' });
    simulator.faults.clear();
    expect(await connect(person)).toHaveProperty('connected');
    expect(await db.account.count({ where: { teamId: person.teamId } })).toBe(1);
  });
});
