import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestTeam } from '../../test/test-deps.ts';
import { connectSimulatedCreator, createSimulatedTikTok } from '../../test/tiktok-deps.ts';
import { globalId } from '../global-id.ts';
import { storeAvatar } from './store-avatar.ts';

const world = await createSimulatedTikTok();
const { deps, simulator } = world;
const team = await createTestTeam(deps);
const { url } = await startTestServer(deps);
const ask = graphqlClient(url, await testApiKey(team, 'ADMIN'));

const { account, username } = await connectSimulatedCreator(world, team.teamId);
const id = globalId('Account', account.id);

test('accounts are listed in their order, disconnected ones only when asked for', async () => {
  const second = await connectSimulatedCreator(world, team.teamId);
  const gone = await connectSimulatedCreator(world, team.teamId);
  await deps.db.account.update({ where: { id: gone.account.id }, data: { status: 'DISCONNECTED' } });
  const list =
    'query ($status: [AccountStatus!]) { accounts(status: $status) { totalCount edges { node { id status scopes } } } }';
  const { data } = await ask(list);
  expect(data.accounts.totalCount).toBe(2);
  expect(data.accounts.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([
    id,
    globalId('Account', second.account.id),
  ]);
  const disconnected = await ask(list, { status: ['DISCONNECTED'] });
  expect(disconnected.data.accounts).toMatchObject({
    totalCount: 1,
    edges: [{ node: { status: 'DISCONNECTED' } }],
  });
});

test('scopes are those that Airdate knows, whatever else TikTok granted', async () => {
  const scopes = ['research.data.basic', 'video.upload', 'user.info.basic'];
  const other = await connectSimulatedCreator(world, team.teamId);
  await deps.db.grant.update({ where: { id: other.account.grantId }, data: { scopes } });
  const query = 'query ($id: ID!) { node(id: $id) { ... on Account { scopes } } }';
  const { data, errors } = await ask(query, { id: globalId('Account', other.account.id) });
  expect(errors).toBeUndefined();
  expect(data.node.scopes).toEqual(['USER_INFO_BASIC', 'VIDEO_UPLOAD']);
});

test('the picture comes from our own media store', async () => {
  const avatarKey = await storeAvatar(deps, account.id, `${simulator.url}/avatars/${username}.png`);
  await deps.db.account.update({ where: { id: account.id }, data: { avatarKey } });
  const { data } = await ask(
    'query ($id: ID!) { node(id: $id) { ... on Account { avatarUrl connectionExpiresAt } } }',
    { id },
  );
  const picture = await fetch(new URL(data.node.avatarUrl, url));
  expect(picture.status).toBe(200);
  expect(picture.headers.get('content-type')).toBe('image/png');
  expect(new Date(data.node.connectionExpiresAt).getTime()).toBeGreaterThan(Date.now() + 179 * 86_400_000);
});

test('creator info is an answer or a typed failure with TikTok’s code and log id', async () => {
  const query = /* GraphQL */ `
    query ($id: ID!) {
      node(id: $id) {
        ... on Account {
          creatorInfo {
            __typename
            ... on CreatorInfo { username privacyLevelOptions maxVideoPostDurationSeconds refusal { code } }
            ... on Error { code tiktokCode logId retryable retryAt }
          }
        }
      }
    }
  `;
  expect((await ask(query, { id })).data.node.creatorInfo).toEqual({
    __typename: 'CreatorInfo',
    username,
    privacyLevelOptions: ['SELF_ONLY'],
    maxVideoPostDurationSeconds: 300,
    refusal: null,
  });
  const effect = { kind: 'error', code: 'rate_limit_exceeded' } as const;
  simulator.faults.add({ point: 'creator_info.query', effect, creator: username });
  expect((await ask(query, { id })).data.node.creatorInfo).toMatchObject({
    __typename: 'TikTokRefusedError',
    tiktokCode: 'rate_limit_exceeded',
    logId: expect.any(String),
    retryable: true,
  });
});

test('the zone is changed and checked, and a foreign account is not found', async () => {
  const update = /* GraphQL */ `
    mutation ($id: ID!, $zone: TimeZone!) {
      updateAccount(input: { accountId: $id, timeZone: $zone }) {
        __typename
        ... on Account { timeZone }
        ... on ValidationError { code path issues { code } }
      }
    }
  `;
  expect((await ask(update, { id, zone: 'Europe/Berlin' })).data.updateAccount).toEqual({
    __typename: 'Account',
    timeZone: 'Europe/Berlin',
  });
  expect((await ask(update, { id, zone: 'Mars' })).data.updateAccount).toMatchObject({
    __typename: 'ValidationError',
    code: 'unknown_time_zone',
  });
  const stranger = graphqlClient(url, await testApiKey(await createTestTeam(deps), 'ADMIN'));
  expect((await stranger(update, { id, zone: 'UTC' })).data.updateAccount.__typename).toBe('NotFoundError');
});

test('disconnecting answers with the account as it then is', async () => {
  const { account: doomed } = await connectSimulatedCreator(world, team.teamId);
  const disconnect = /* GraphQL */ `
    mutation ($id: ID!) {
      disconnectAccount(input: { accountId: $id }) { __typename ... on Account { status } ... on Error { code } }
    }
  `;
  expect((await ask(disconnect, { id: globalId('Account', doomed.id) })).data.disconnectAccount).toEqual({
    __typename: 'Account',
    status: 'DISCONNECTED',
  });
  const editor = graphqlClient(url, await testApiKey(team, 'EDITOR'));
  expect((await editor(disconnect, { id })).data.disconnectAccount).toMatchObject({ code: 'forbidden' });
});
