import { createDb } from '@airdate/db';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createPublishingWorld } from '../../test/publishing-world.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator } from '../../test/tiktok-deps.ts';
import { tellConnectionEnds } from '../accounts/connection-end.ts';
import { markGrantRevoked } from '../accounts/mark-grant-revoked.ts';
import { globalId } from '../global-id.ts';
import { observeCap } from '../quota/observe-cap.ts';
import { askPlannedCreators } from './ask-planned-creators.ts';
import { schedulePost } from './schedule-post.ts';
import { warnOfPosts } from './warn-of-posts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const world = await createPublishingWorld();
const { deps, simulator, team } = world;
const { db } = deps;
const statements: string[] = [];
const counted = createDb({
  url: deps.databaseUrl,
  onQuery: ({ sql }) => !/"(api_keys|members|users)"/.test(sql) && statements.push(sql),
});
afterAll(() => counted.$disconnect());
const { url } = await startTestServer({ ...deps, db: counted });
const ask = graphqlClient(url, await testApiKey(team));

let accountId = '';
let grantId = '';
let username = '';
beforeEach(async () => {
  const connected = await connectSimulatedCreator(world, team.teamId);
  ({ username } = connected);
  ({ id: accountId, grantId } = connected.account);
});

async function planned(afterMs: number): Promise<string> {
  const id = await world.draft({ accountId, allowComment: true });
  const localTime = new Date(deps.clock.now().getTime() + afterMs).toISOString().slice(0, 19);
  await schedulePost(team, { ...(await world.agreement(id)), localTime, timeZone: 'UTC' });
  return id;
}

const WARNINGS = 'warnings { code sentence nextStep postCount }';
async function warningsOf(
  type: 'Post' | 'Account',
  id: string,
): Promise<{ code: string; postCount: number }[]> {
  const { data, errors } = await ask(
    `query ($id: ID!) { node(id: $id) { ... on ${type} { ${WARNINGS} } } }`,
    { id: globalId(type, id) },
  );
  expect(errors).toBeUndefined();
  return data.node.warnings;
}
const codesOf = async (postId: string) => (await warningsOf('Post', postId)).map(({ code }) => code);
const told = async (postId: string) => {
  const where = { postId, type: 'post.warned' };
  return (await db.event.findMany({ where, orderBy: { sequence: 'asc' } })).map(({ data }) => data);
};
const endsAt = (at: Date) => db.grant.update({ where: { id: grantId }, data: { refreshTokenExpiresAt: at } });
const inMs = (ms: number) => new Date(deps.clock.now().getTime() + ms);

describe('a planned post', () => {
  test('that nothing stands in the way of has no warning', async () => {
    const postId = await planned(DAY_MS);
    await warnOfPosts(deps);
    expect(await codesOf(postId)).toEqual([]);
    expect(await warningsOf('Account', accountId)).toEqual([]);
    expect(await told(postId)).toEqual([]);
  });

  test('says when it is planned that the connection ends before it', async () => {
    await endsAt(inMs(3 * DAY_MS));
    const before = await planned(2 * DAY_MS);
    const after = await planned(4 * DAY_MS);
    expect(await codesOf(before)).toEqual([]);
    expect(await told(before)).toEqual([]);
    expect(await codesOf(after)).toEqual(['connection_ends']);
    expect(await told(after)).toEqual([{ codes: ['connection_ends'] }]);
    expect(await warningsOf('Account', accountId)).toMatchObject([{ code: 'connection_ends', postCount: 1 }]);
  });

  test('is not warned of an end that a refresh is going to prolong', async () => {
    await endsAt(inMs(100 * DAY_MS));
    expect(await codesOf(await planned(200 * DAY_MS))).toEqual([]);
  });

  test('says that the account needs a reconnect, once, and again when that comes back', async () => {
    const postId = await planned(DAY_MS);
    await markGrantRevoked(deps, { grantId, code: 'invalid_grant', actor: { kind: 'tiktok' } });
    expect(await codesOf(postId), 'at once').toEqual(['account_needs_reconnect']);
    await Promise.all([warnOfPosts(deps), warnOfPosts(deps)]);
    await warnOfPosts(deps);
    expect(await told(postId)).toEqual([{ codes: ['account_needs_reconnect'] }]);

    await db.grant.update({ where: { id: grantId }, data: { status: 'ACTIVE' } });
    await db.account.update({ where: { id: accountId }, data: { status: 'ACTIVE' } });
    expect(await codesOf(postId)).toEqual([]);
    await warnOfPosts(deps);
    await markGrantRevoked(deps, { grantId, code: 'invalid_grant', actor: { kind: 'tiktok' } });
    await warnOfPosts(deps);
    expect(await told(postId)).toHaveLength(2);
  });

  test('says that a permission is missing', async () => {
    const postId = await planned(DAY_MS);
    await db.grant.update({ where: { id: grantId }, data: { scopes: ['user.info.basic', 'video.upload'] } });
    expect(await codesOf(postId)).toEqual(['scope_missing']);
  });

  test('says what the creator changed in TikTok, which is asked once a day', async () => {
    const postId = await planned(6 * DAY_MS);
    const later = await planned(30 * DAY_MS);
    simulator.updateCreator(username, { private: true, commentDisabled: true });
    const questions = () =>
      simulator
        .calls()
        .filter(({ endpoint, creator }) => endpoint === 'creator_info.query' && creator === username).length;
    const before = questions();
    await askPlannedCreators(deps);
    expect(questions(), 'asked when it was planned').toBe(before);
    deps.clock.advance(21 * HOUR_MS);
    await askPlannedCreators(deps);
    await askPlannedCreators(deps);
    expect(questions()).toBe(before + 1);
    const changed = ['privacy_level_not_offered', 'interaction_disabled_by_creator'];
    expect(await codesOf(postId)).toEqual(changed);
    expect(await codesOf(later), 'the same creator').toEqual(changed);
    expect(await warningsOf('Account', accountId)).toMatchObject([{ postCount: 2 }, { postCount: 2 }]);
  });

  test('is warned of a cap that lasts until its time, and no other', async () => {
    const soon = await planned(HOUR_MS);
    const late = await planned(2 * DAY_MS);
    await observeCap(deps, { grantId, code: 'spam_risk_too_many_posts', logId: null });
    expect(await codesOf(soon)).toEqual(['spam_risk_too_many_posts']);
    expect(await codesOf(late)).toEqual([]);
  });

  test('has no warning any more once it is a draft again', async () => {
    const postId = await planned(DAY_MS);
    await markGrantRevoked(deps, { grantId, code: 'invalid_grant', actor: { kind: 'tiktok' } });
    await db.post.update({ where: { id: postId }, data: { status: 'DRAFT' } });
    await warnOfPosts(deps);
    expect(await codesOf(postId)).toEqual([]);
    expect(await told(postId)).toEqual([]);
  });
});

test('the warnings of a page of posts cost the same statements as those of one', async () => {
  const list = `{ posts(first: 50, filter: { status: [SCHEDULED], accountId: "${globalId('Account', accountId)}" })
    { edges { node { id ${WARNINGS} } } } }`;
  await planned(DAY_MS);
  statements.length = 0;
  expect((await ask(list)).data.posts.edges).toHaveLength(1);
  const forOne = statements.length;
  for (let n = 2; n <= 8; n++) await planned(n * DAY_MS);
  statements.length = 0;
  expect((await ask(list)).data.posts.edges).toHaveLength(8);
  expect(statements).toHaveLength(forOne);
});

test('warnings of another team are not shown', async () => {
  const postId = await planned(DAY_MS);
  await markGrantRevoked(deps, { grantId, code: 'invalid_grant', actor: { kind: 'tiktok' } });
  const stranger = graphqlClient(url, await testApiKey(await createTestTeam(deps)));
  const { data } = await stranger(`query ($id: ID!) { node(id: $id) { ... on Post { ${WARNINGS} } } }`, {
    id: globalId('Post', postId),
  });
  expect(data.node).toBeNull();
});

test('each team is told once, 14 days ahead, that its connection ends', async () => {
  const other = await createTestTeam(deps);
  const second = await connectSimulatedCreator(world, other.teamId, { username });
  const ends = async (id: string) =>
    (await db.event.findMany({ where: { accountId: id, type: 'account.connection_ends' } })).map(
      ({ data }) => data,
    );
  const at = inMs(14 * DAY_MS + 5 * 60_000);
  await endsAt(at);
  await tellConnectionEnds(deps);
  expect(await ends(accountId)).toEqual([]);
  deps.clock.advance(10 * 60_000);
  await Promise.all([tellConnectionEnds(deps), tellConnectionEnds(deps)]);
  await tellConnectionEnds(deps);
  for (const id of [accountId, second.account.id])
    expect(await ends(id)).toEqual([{ endsAt: at.toISOString() }]);
});
