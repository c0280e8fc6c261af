import type { Account, TokenAccess, TokenPurpose } from '@airdate/db';
import { pino } from 'pino';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestAccount, createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, tokensOf } from '../../test/tiktok-deps.ts';
import { disconnectAccount } from '../accounts/disconnect-account.ts';
import { freshAccessToken } from '../accounts/fresh-access-token.ts';
import { purgeTokenAccesses } from '../accounts/purge-token-accesses.ts';
import { refreshIdleGrants } from '../accounts/refresh-idle-grants.ts';
import { resealGrants } from '../accounts/reseal-grants.ts';
import { globalId } from '../global-id.ts';
import { createKeyring } from '../keyring.ts';
import { getCreatorInfo } from '../posts/get-creator-info.ts';
import { publishPost } from '../posts/publish-post.ts';
import { schedulePost } from '../posts/schedule-post.ts';
import { resumeHeld } from './resume-held.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OTHER_KEY = `other:${Buffer.alloc(32, 7).toString('base64')}`;

const world = await createPublishingWorld();
const { deps, team, simulator } = world;
const { db } = deps;
const { teamId, actor } = team;
const { url } = await startTestServer(deps);
const worker = { kind: 'worker' } as const;
const system = { kind: 'system' } as const;
beforeAll(() => world.startWorker());

let account: Account;
beforeEach(async () => {
  ({ account } = await connectSimulatedCreator(world, teamId));
});

async function resealThereAndBack(): Promise<void> {
  const own = deps.config.tokenEncryptionKeys;
  for (const keys of [`${OTHER_KEY},${own}`, `${own},${OTHER_KEY}`])
    await resealGrants({ db, keyring: createKeyring(keys) });
}
const rowsOf = (purpose?: TokenPurpose) =>
  db.tokenAccess.findMany({ where: { grantId: account.grantId, purpose } });
/** Of one kind: there are two rows when an hour ends in between. */
const usesIn = (rows: TokenAccess[]) => rows.reduce((sum, { useCount }) => sum + useCount, 0);
const use = (by: typeof worker | typeof system | typeof actor, more = {}) =>
  expect.objectContaining({
    teamId,
    actorKind: by.kind,
    actorId: 'id' in by ? by.id : null,
    postId: null,
    ...more,
  });

const LIST = /* GraphQL */ `
  query ($id: ID!) {
    node(id: $id) {
      ... on Account {
        nickname
        tokenAccesses(first: 100) {
          edges {
            node { purpose actor user { name } apiKey { name } post { id } useCount firstUsedAt lastUsedAt }
          }
        }
      }
    }
  }
`;
async function listed(as: string, { id }: { id: string }) {
  const { data, errors } = await graphqlClient(url, as)(LIST, { id: globalId('Account', id) });
  const nodes = data.node?.tokenAccesses?.edges.map(({ node }: { node: { purpose: string } }) => node);
  return { account: data.node, nodes, codes: errors?.map(({ extensions }) => extensions.code) };
}

test('publishing leaves who used the tokens, for what and for which post, and never a token', async () => {
  const before = Date.now();
  const postId = await world.draft({ accountId: account.id });
  await publishPost(team, await world.agreement(postId));
  await world.reaches(postId, 'PUBLISHED');

  expect(await rowsOf('CREATOR_INFO')).toEqual(expect.arrayContaining([use(actor), use(worker, { postId })]));
  expect(await rowsOf('PUBLISH')).toEqual([use(worker, { postId, useCount: 1 })]);
  const status = await rowsOf('STATUS');
  for (const row of status) expect(row).toEqual(use(worker, { postId }));
  const asked = simulator
    .calls()
    .filter(({ endpoint, creator }) => endpoint === 'status.fetch' && creator === account.username);
  expect(usesIn(status)).toBe(asked.length);

  const { nodes } = await listed(await testApiKey(team, 'ADMIN'), account);
  expect(nodes).toContainEqual({
    purpose: 'PUBLISH',
    actor: 'WORKER',
    user: null,
    apiKey: null,
    post: { id: globalId('Post', postId) },
    useCount: 1,
    firstUsedAt: expect.any(String),
    lastUsedAt: expect.any(String),
  });
  for (const { firstUsedAt, lastUsedAt } of nodes) {
    expect(Date.parse(firstUsedAt)).toBeGreaterThan(before - 60_000);
    expect(Date.parse(lastUsedAt)).toBeLessThanOrEqual(Date.now() + 60_000);
  }

  const grant = await db.grant.findUniqueOrThrow({ where: { id: account.grantId } });
  const stored = JSON.stringify(await db.$queryRaw`SELECT to_jsonb(t)::text FROM token_accesses t`);
  expect(stored).toContain(account.grantId);
  for (const secret of [...Object.values(tokensOf(deps.keyring, grant)), grant.sealedAccessToken])
    expect(stored).not.toContain(secret);
});

test('refreshing, giving back and sealing anew leave records of their own', async () => {
  const { grantId } = account;
  const stale = { accessTokenIssuedAt: new Date(Date.now() - 8 * DAY_MS) };
  const byPerson = { purpose: 'CREATOR_INFO', actor, teamId } as const;
  await db.grant.update({
    where: { id: grantId },
    data: { ...stale, accessTokenExpiresAt: deps.clock.now() },
  });
  await freshAccessToken(deps, grantId, byPerson);
  expect(await rowsOf('REFRESH')).toEqual([use(actor, { useCount: 1 })]);

  const soon = new Date(deps.clock.now().getTime() + DAY_MS);
  await db.grant.update({ where: { id: grantId }, data: { ...stale, refreshTokenExpiresAt: soon } });
  expect(await refreshIdleGrants(deps)).toBe(1);
  expect(await rowsOf('REFRESH')).toEqual(expect.arrayContaining([use(system, { teamId: null })]));

  await resealThereAndBack();
  const rotations = await rowsOf('KEY_ROTATION');
  for (const row of rotations) expect(row).toEqual(use(system, { teamId: null }));
  expect(usesIn(rotations)).toBe(2);

  await disconnectAccount({ ...team, role: 'ADMIN' }, { accountId: account.id });
  const revoked = async () => (await db.grant.findUniqueOrThrow({ where: { id: grantId } })).status;
  await expect.poll(revoked, { timeout: 10_000 }).toBe('REVOKED');
  expect(await rowsOf('REVOKE')).toEqual([use(system, { teamId: null })]);
});

test('uses of one kind within an hour are one row, however many come at once', async () => {
  const ask = () => freshAccessToken(deps, account.grantId, { purpose: 'STATUS', actor: worker, teamId });
  await Promise.all(Array.from({ length: 40 }, ask));
  const rows = await rowsOf();
  expect(usesIn(rows)).toBe(40);
  expect(rows.length).toBeLessThanOrEqual(2);
});

test('the log says who used the tokens for what: the first use of an hour at info, the others at debug', async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = pino({ level: 'debug' }, { write });
  const byWorker = { purpose: 'STATUS', actor: worker, teamId } as const;
  for (let n = 0; n < 3; n++) await freshAccessToken({ ...deps, log }, account.grantId, byWorker);
  const { grantId } = account;
  expect(lines[0]).toMatchObject({ level: 30, grantId, teamId, purpose: 'STATUS', actor: 'worker' });
  expect(lines.filter(({ level }) => level === 20).length).toBeGreaterThan(0);
  const grant = await db.grant.findUniqueOrThrow({ where: { id: grantId } });
  for (const token of Object.values(tokensOf(deps.keyring, grant)))
    expect(JSON.stringify(lines)).not.toContain(token);
});

test('a use costs one statement beside the reading of the grant', async () => {
  const statements: string[] = [];
  const counting = db.$extends({
    query: {
      $allOperations({ model, operation, args, query }) {
        statements.push(`${model ?? ''}.${operation}`);
        return query(args);
      },
    },
  });
  await freshAccessToken({ ...deps, db: counting as unknown as typeof db }, account.grantId, {
    purpose: 'STATUS',
    actor: worker,
    teamId,
  });
  expect(statements).toEqual(['Grant.findMany', '.$queryRaw']);
});

test('without a record there is no token: TikTok hears nothing, and the post goes out once records can be written', async () => {
  const postId = await world.draft({ accountId: account.id });
  const due = new Date(deps.clock.now().getTime() + HOUR_MS);
  const localTime = due.toISOString().slice(0, 19);
  await schedulePost(team, { ...(await world.agreement(postId)), localTime, timeZone: 'UTC' });
  const calls = () => simulator.calls().filter(({ creator }) => creator === account.username).length;
  const made = calls();

  await db.$executeRaw`ALTER TABLE token_accesses RENAME TO token_accesses_away`;
  try {
    await expect(getCreatorInfo(team, account.id)).rejects.toThrow('token_accesses');
    deps.clock.advance(HOUR_MS);
    await resumeHeld(deps);
    const postponed = { status: 'PUBLISHING', nextCheckAt: expect.any(Date) };
    await expect
      .poll(() => db.post.findUnique({ where: { id: postId } }), { timeout: 10_000 })
      .toMatchObject(postponed);
    expect(calls()).toBe(made);
  } finally {
    await db.$executeRaw`ALTER TABLE token_accesses_away RENAME TO token_accesses`;
  }
  await world.reaches(postId, 'PUBLISHED');
  expect(await world.onTikTok(postId)).toHaveLength(1);
});

test('owners and admins read it, others are told that they may not', async () => {
  await getCreatorInfo(team, account.id);
  for (const role of ['ADMIN', 'OWNER'] as const) {
    const { nodes, codes } = await listed(await testApiKey(team, role), account);
    expect(codes).toBeUndefined();
    expect(nodes).toMatchObject([{ purpose: 'CREATOR_INFO', actor: 'API_KEY', useCount: 1 }]);
  }
  const answer = await listed(await testApiKey(team, 'EDITOR'), account);
  expect(answer).toMatchObject({ account: { nickname: account.nickname, tokenAccesses: null } });
  expect(answer.codes).toEqual(['forbidden']);
});

test('a team that shares the creator sees what was done for the connection as such, and nothing of the other team', async () => {
  const other = await createTestTeam(deps, 'OWNER');
  const theirs = await createTestAccount(db, other.teamId, { grantId: account.grantId });
  await getCreatorInfo(team, account.id);
  await resealThereAndBack();

  const key = await testApiKey(other, 'OWNER');
  expect((await listed(key, theirs)).nodes).toMatchObject([{ purpose: 'KEY_ROTATION', actor: 'SYSTEM' }]);
  expect(await listed(key, account)).toEqual({ account: null, nodes: undefined, codes: undefined });
});

test('records are kept for 90 days', async () => {
  await getCreatorInfo(team, account.id);
  const age = (days: number) =>
    db.$executeRaw`UPDATE token_accesses SET hour = date_trunc('hour', now() - make_interval(days => ${days}))
      WHERE grant_id = ${account.grantId}::uuid`;
  await age(89);
  await purgeTokenAccesses(deps);
  expect(await rowsOf()).toHaveLength(1);
  await age(91);
  await purgeTokenAccesses(deps);
  expect(await rowsOf()).toEqual([]);
});
