import { createDb } from '@airdate/db';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { globalId } from '../global-id.ts';

const deps = await createTestDeps({ jobs: [] });
const statements: string[] = [];
const counted = createDb({ url: deps.databaseUrl, onQuery: ({ sql }) => statements.push(sql) });
afterAll(() => counted.$disconnect());
const { url } = await startTestServer({ ...deps, db: counted });
const elsewhere = await startTestServer(deps);
const team = await createTestTeam(deps, 'OWNER');

beforeEach(() => void statements.splice(0));

const ROLE = '{ viewer { role } }';
const NOBODY = { data: { viewer: null } };

async function newKey() {
  const secret = await testApiKey(team, 'VIEWER');
  const { id } = await deps.db.apiKey.findFirstOrThrow({ orderBy: { id: 'desc' } });
  return { id, ask: graphqlClient(url, secret) };
}

test('a key that was just used costs no statement, and one that was never used does', async () => {
  const { ask } = await newKey();
  expect(await ask('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
  expect(statements.length).toBeGreaterThan(0);
  statements.length = 0;
  for (let n = 0; n < 5; n++) await ask('{ __typename }');
  expect(statements).toEqual([]);
});

test.each([
  { where: 'the same process', at: url },
  { where: 'another process', at: elsewhere.url },
])('a key that is in use is refused as soon as $where has revoked it', async ({ at }) => {
  const { id, ask } = await newKey();
  expect(await ask(ROLE)).toMatchObject({ data: { viewer: { role: 'VIEWER' } } });
  const owner = graphqlClient(at, await testApiKey(team, 'OWNER'));
  const { data } = await owner(
    'mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }',
    { id: globalId('ApiKey', id) },
  );
  expect(data.revokeApiKey.__typename).toBe('ApiKey');
  if (at === url) expect(await ask(ROLE)).toMatchObject(NOBODY);
  else await expect.poll(() => ask(ROLE), { timeout: 900, interval: 5 }).toMatchObject(NOBODY);
});

test('a key does less from the moment when its maker may do less', async () => {
  const secret = await testApiKey(team, 'OWNER');
  const { createdById } = await deps.db.apiKey.findFirstOrThrow({ orderBy: { id: 'desc' } });
  const ask = graphqlClient(url, secret);
  expect(await ask(ROLE)).toMatchObject({ data: { viewer: { role: 'OWNER' } } });
  await deps.db.member.updateMany({ where: { userId: createdById! }, data: { role: 'EDITOR' } });
  await expect
    .poll(() => ask(ROLE), { timeout: 900, interval: 5 })
    .toMatchObject({ data: { viewer: { role: 'EDITOR' } } });
});
