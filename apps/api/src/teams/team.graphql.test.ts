import { expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { globalId } from '../global-id.ts';

const deps = await createTestDeps({ jobs: [] });
const team = await createTestTeam(deps);
const { url } = await startTestServer(deps);
const askAs = async (role: Parameters<typeof testApiKey>[1], of = team) =>
  graphqlClient(url, await testApiKey(of, role));

test('a key sees its own team and the people in it', async () => {
  const ask = await askAs('VIEWER');
  const { data } = await ask(
    '{ viewer { role user { id } team { id members { role user { email } } } teams { id } } }',
  );
  const id = globalId('Team', team.teamId);
  expect(data.viewer).toMatchObject({ role: 'VIEWER', user: null, team: { id }, teams: [{ id }] });
  expect(data.viewer.team.members.length).toBeGreaterThan(0);
});

test('people and teams of others are not found by their id', async () => {
  const stranger = await createTestTeam(deps);
  await askAs('VIEWER', stranger);
  const member = await deps.db.member.findFirstOrThrow({ where: { teamId: stranger.teamId } });
  const ids = [
    globalId('Team', stranger.teamId),
    globalId('User', member.userId),
    globalId('Team', 'x'),
    globalId('User', 'x'),
  ];
  const ask = await askAs('OWNER');
  const { data } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(data).toEqual({ nodes: [null, null, null, null] });
});

test('keys are listed for admins only and never with their secret', async () => {
  const list = '{ apiKeys { id name prefix role lastUsedAt } }';
  const { data } = await (await askAs('ADMIN'))(list);
  expect(data.apiKeys[0]).toMatchObject({
    name: 'Test',
    role: 'ADMIN',
    prefix: expect.stringMatching(/^adk_/),
  });
  const refused = await (await askAs('EDITOR'))(list);
  expect(refused.data).toBeNull();
  expect(refused.errors).toHaveLength(1);
  const node = 'query ($id: ID!) { node(id: $id) { id } }';
  expect((await (await askAs('EDITOR'))(node, { id: data.apiKeys[0].id })).data).toEqual({ node: null });
});

test('a key cannot make a key, but an admin’s key can revoke one, which then opens nothing', async () => {
  const ask = await askAs('ADMIN');
  const create = /* GraphQL */ `
    mutation { createApiKey(input: { name: "x", role: VIEWER }) { __typename ... on Error { code message } } }
  `;
  expect((await ask(create)).data.createApiKey).toMatchObject({
    __typename: 'ForbiddenError',
    code: 'forbidden',
  });

  const victim = await askAs('VIEWER');
  const { data } = await ask('{ apiKeys { id revokedAt } }');
  const revoke = /* GraphQL */ `
    mutation ($id: ID!) {
      revokeApiKey(input: { apiKeyId: $id }) { __typename ... on ApiKey { revokedAt } ... on Error { code path } }
    }
  `;
  expect((await ask(revoke, { id: data.apiKeys[0].id })).data.revokeApiKey.revokedAt).not.toBeNull();
  expect((await victim('{ viewer { role } }')).data).toEqual({ viewer: null });
  expect((await ask(revoke, { id: 'nonsense' })).data.revokeApiKey).toMatchObject({
    __typename: 'NotFoundError',
    path: ['apiKeyId'],
  });
});
