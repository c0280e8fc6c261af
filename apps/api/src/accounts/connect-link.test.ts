import { beforeEach, describe, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../../test/browser.ts';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { createSimulatedTikTok } from '../../test/tiktok-deps.ts';
import type { TeamContext } from '../context.ts';
import { ConflictError, ValidationError } from '../errors.ts';
import { hashToken } from './connect-link.ts';
import { createConnectLink, MOST_OPEN_LINKS } from './create-connect-link.ts';

const { deps, simulator } = await createSimulatedTikTok();
const { db } = deps;
const { url } = await startTestServer(deps);
const { appUrl } = deps.config;
const nobody = graphqlClient(url, null);

let team: TeamContext;
let ask: ReturnType<typeof graphqlClient>;
let creators = 0;
let creator = '';
beforeEach(async () => {
  await db.signInAttempts.deleteMany();
  team = await createTestTeam(deps);
  ask = graphqlClient(url, await testApiKey(team));
  creator = `mia.${++creators}`;
  simulator.createCreator({ username: creator, nickname: 'Mia Makes' });
});

const CREATE = /* GraphQL */ `
  mutation ($input: CreateConnectLinkInput!) {
    createConnectLink(input: $input) {
      ... on CreatedConnectLink { url connectLink { id status expiresAt } }
      ... on Error { code path }
    }
  }
`;
const REVOKE =
  'mutation ($id: ID!) { revokeConnectLink(input: { connectLinkId: $id }) { ... on ConnectLink { status } } }';

type Link = { id: string; token: string; page: string };

/** As an integrator makes it, with a key. */
async function newLink(): Promise<Link> {
  const { url: page, connectLink } = (await ask(CREATE, { input: {} })).data.createConnectLink;
  expect(page).toMatch(new RegExp(`^${appUrl}/connect/[\\w-]{43}$`));
  expect(connectLink.status).toBe('OPEN');
  return { id: connectLink.id, token: page.split('/').at(-1), page };
}

const opened = async (token: string) =>
  (
    await nobody('query ($token: String!) { openedConnectLink(token: $token) { teamName scopes } }', {
      token,
    })
  ).data.openedConnectLink;

/** The link to TikTok on the page of a link, clicked. @returns where that leads */
async function click(
  browser: Browser,
  token: string,
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
): Promise<string> {
  const response = await browser.request(`/oauth/tiktok/link?token=${token}`, { headers });
  expect(response.status).toBe(302);
  return response.headers.get('location')!;
}

/** @returns the address at which TikTok sends the browser back */
async function decide(page: string, decision: 'allow' | 'deny' = 'allow'): Promise<string> {
  expect(page).toMatch(new RegExp(`^${simulator.authorizeUrl}`));
  const form = new URLSearchParams({ decision, creator });
  for (const scope of ['user.info.basic', 'user.info.profile', 'video.publish', 'video.upload'])
    form.append('scope', scope);
  const answer = await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
  const { pathname, search } = new URL(answer.headers.get('location')!);
  return pathname + search;
}

/** @returns what the browser is told */
async function comeBack(browser: Browser, callback: string): Promise<string> {
  const response = await browser.request(callback);
  return response.headers.get('location')!.slice(appUrl.length);
}

const newBrowser = () => createBrowser(url, appUrl);
const accounts = () => db.account.findMany({ where: { teamId: team.teamId } });
const log = () => db.event.findMany({ where: { teamId: team.teamId }, orderBy: { sequence: 'asc' } });

test('a creator connects an account by the link of a key, once, and the log says so', async () => {
  const { id, token } = await newLink();
  expect(await opened(token)).toMatchObject({ teamName: expect.any(String), scopes: expect.any(Array) });
  const browser = newBrowser();
  const callback = await decide(await click(browser, token));
  expect(await comeBack(browser, callback)).toMatch(/^\/connect\?connected=yes/);

  const [account] = await accounts();
  expect(account).toMatchObject({ username: creator, status: 'ACTIVE' });
  expect((await log()).at(-1)).toMatchObject({
    type: 'account.connected',
    actorKind: 'apiKey',
    accountId: account!.id,
    data: { connectLinkId: id },
  });
  const { data } = await ask(
    'query ($id: ID!) { node(id: $id) { ... on ConnectLink { status account { username } } } }',
    { id },
  );
  expect(data.node).toEqual({ status: 'USED', account: { username: creator } });

  expect(await opened(token)).toBeNull();
  expect(await click(newBrowser(), token)).toBe(`${appUrl}/connect/${token}`);
  expect(await comeBack(browser, callback)).toBe('/connect?connectError=state_invalid');
  expect(await accounts()).toHaveLength(1);
});

test('nobody is taken to TikTok but from the page that says who asks', async () => {
  const { token, page } = await newLink();
  for (const site of ['cross-site', 'same-site', 'none', '']) {
    expect(await click(newBrowser(), token, { 'sec-fetch-site': site })).toBe(page);
  }
  expect(await db.connectAttempt.count({ where: { teamId: team.teamId } })).toBe(0);
});

test('a trip ends only in the browser where it began', async () => {
  const [first, second] = [await newLink(), await newLink()];
  const [mine, other] = [newBrowser(), newBrowser()];
  const callback = await decide(await click(mine, first.token));
  await click(other, second.token);
  expect(await comeBack(newBrowser(), callback)).toContain('connectError=state_invalid');
  expect(await comeBack(other, callback)).toContain('connectError=state_invalid');
  expect(await accounts()).toEqual([]);
  expect(await comeBack(mine, callback)).toContain('connected=yes');
});

describe('a link that is over', () => {
  const ends: [string, (link: Link) => Promise<unknown>, reason: string][] = [
    [
      'has expired',
      async () =>
        db.connectLink.updateMany({ where: { teamId: team.teamId }, data: { expiresAt: new Date(0) } }),
      'link_over',
    ],
    ['was revoked', async ({ id }) => ask(REVOKE, { id }), 'link_over'],
    [
      'was made by a key that is revoked now',
      async () => db.apiKey.updateMany({ where: { teamId: team.teamId }, data: { revokedAt: new Date() } }),
      'forbidden',
    ],
    [
      'was made by a key of somebody who may no longer connect accounts',
      async () => db.member.updateMany({ where: { teamId: team.teamId }, data: { role: 'APPROVER' } }),
      'forbidden',
    ],
  ];
  test.each(ends)('because it %s connects nothing, even on the way back', async (_why, end, reason) => {
    const link = await newLink();
    const browser = newBrowser();
    const callback = await decide(await click(browser, link.token));
    await end(link);
    expect(await comeBack(browser, callback)).toBe(`/connect?connectError=${reason}`);
    expect(await accounts()).toEqual([]);
    if (reason === 'link_over') expect(await opened(link.token)).toBeNull();
  });
});

test('who declines can think again, and the team is told', async () => {
  const { id, token } = await newLink();
  const browser = newBrowser();
  expect(await comeBack(browser, await decide(await click(browser, token), 'deny'))).toBe(
    '/connect?connectError=access_denied',
  );
  expect((await log()).at(-1)).toMatchObject({
    type: 'account.link_failed',
    data: { connectLinkId: id, reason: 'access_denied' },
  });
  expect(await comeBack(browser, await decide(await click(browser, token)))).toContain('connected=yes');
});

test('of trips by one link that end at the same moment one connects an account', async () => {
  const { token } = await newLink();
  const trips = await Promise.all(
    [1, 2, 3].map(async () => {
      const browser = newBrowser();
      return { browser, callback: await decide(await click(browser, token)) };
    }),
  );
  const told = await Promise.all(trips.map(({ browser, callback }) => comeBack(browser, callback)));
  expect(told.sort()).toEqual([
    '/connect?connectError=link_over',
    '/connect?connectError=link_over',
    expect.stringContaining('connected=yes'),
  ]);
  expect((await log()).filter(({ type }) => type === 'account.connected')).toHaveLength(1);
});

test('an address that goes to TikTok again and again has to wait', async () => {
  const { token } = await newLink();
  const tries = await Promise.all(Array.from({ length: 32 }, () => click(newBrowser(), token)));
  expect(tries.filter((to) => to === `${appUrl}/connect?connectError=too_many_attempts`)).not.toEqual([]);
});

test('a link works for at most 30 days, and a team has a bounded number of open ones', async () => {
  const now = deps.clock.now().getTime();
  for (const [days, code] of [
    [-1, 'time_in_past'],
    [31, 'time_too_far'],
  ] as const) {
    const create = createConnectLink(team, { expiresAt: new Date(now + days * 86_400_000) });
    await expect(create).rejects.toBeInstanceOf(ValidationError);
    await expect(create).rejects.toMatchObject({ code, path: ['expiresAt'] });
  }
  const { teamId } = team;
  const spare = { teamId, actorKind: 'system', actorId: teamId, expiresAt: new Date(now + 86_400_000) };
  await db.connectLink.createMany({
    data: Array.from({ length: MOST_OPEN_LINKS }, (_, n) => ({
      ...spare,
      tokenHash: new Uint8Array(Buffer.from(`${teamId} ${n}`)),
    })),
  });
  const create = createConnectLink(team, {});
  await expect(create).rejects.toBeInstanceOf(ConflictError);
  await expect(create).rejects.toMatchObject({ code: 'too_many_connect_links' });
});

test('links are kept for 90 days after they expired', async () => {
  const links = await Promise.all([newLink(), newLink()]);
  const days = [89, 91];
  for (const [n, { token }] of links.entries()) {
    const expiresAt = new Date(deps.clock.now().getTime() - days[n]! * 86_400_000);
    await db.connectLink.update({ where: { tokenHash: hashToken(token)! }, data: { expiresAt } });
  }
  const { id } = await newLink();
  const kept = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ConnectLink { status } } }';
  const { data } = await ask(kept, { ids: [...links.map((link) => link.id), id] });
  expect(data.nodes).toEqual([{ status: 'EXPIRED' }, null, { status: 'OPEN' }]);
});

test('what is stored opens no link', async () => {
  const { token } = await newLink();
  expect(JSON.stringify(await db.connectLink.findMany({ where: { teamId: team.teamId } }))).not.toContain(
    token,
  );
  expect(JSON.stringify(await log(), (_, value) => String(value))).not.toContain(token);
});
