import { expect, test } from 'vitest';
import { MUTATIONS } from '../../test/matrix/mutation-table.ts';
import { fieldsOf, operationOf, successTypeNames } from '../../test/matrix/schema-walker.ts';
import { changesBetween, storedRows } from '../../test/matrix/stored-rows.ts';
import { createTwoTeams } from '../../test/matrix/two-teams.ts';

const { world, url, schema, ours, theirs } = await createTwoTeams();
const { db } = world.deps;
const person = ours.actors.find(({ name }) => name === 'OWNER session')!;

const LISTS = `{
  accounts { totalCount edges { node { id } } }
  apiKeys { id }
  events(first: 10) { edges { cursor } }
  mediaAssets { totalCount edges { node { id } } }
  posts { totalCount edges { node { id } } }
  quota { accounts { capCode } }
  schedules { totalCount edges { node { id } } }
  webhookEndpoints { totalCount edges { node { id } } }
}`;

/** What each policy lets a team see, as SQL, by table. */
const policies = await db.$queryRaw<{ table: string; shows: string }[]>`
  SELECT tablename AS table, qual AS shows FROM pg_policies WHERE schemaname = 'public'`;
const inputs = new Map<string, Record<string, unknown>>();
for (const [name, row] of Object.entries(MUTATIONS)) inputs.set(name, await row.input(ours));

test('a person of two teams sees both in the list of teams, and only the people of the present one', async () => {
  const { id: userId } = await db.user.findFirstOrThrow({ where: { name: `${ours.word} OWNER` } });
  const teamId = theirs.teamId;
  await db.member.create({ data: { teamId, userId, role: 'VIEWER', createdAt: new Date('2099-01-01') } });
  const { data } = await person.ask(
    'query ($id: ID!) { viewer { team { id } teams { name } } node(id: $id) { id } }',
    { id: theirs.nodes.User },
  );
  expect(data).toEqual({
    viewer: {
      team: { id: ours.nodes.Team },
      teams: [{ name: `${theirs.word} Team` }, { name: `${ours.word} Team` }],
    },
    node: null,
  });
  await db.member.delete({ where: { teamId_userId: { teamId, userId } } });
});

test('nobody who is not signed in has rows', async () => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ instance { setupRequired } viewer { role } }' }),
  });
  expect(await response.json()).toEqual({ data: { instance: { setupRequired: false }, viewer: null } });
});

test('every list comes through the wall', async () => {
  const open = await person.ask(LISTS);
  for (const list of Object.values(open.data)) expect(list).not.toMatchObject(nothing(list));
  const closed = await behindClosedWall(() => person.ask(LISTS));
  for (const list of Object.values(closed.data)) expect(list).toMatchObject(nothing(list));
});

test.each(Object.entries(ours.nodes))('the node %s comes through the wall', async (_type, id) => {
  const find = () => person.ask('query ($id: ID!) { node(id: $id) { id } }', { id });
  expect((await find()).data).toEqual({ node: { id } });
  expect((await behindClosedWall(find)).data).toEqual({ node: null });
});

test.each(fieldsOf(schema, 'Mutation').map((field) => [field.name, field] as const))(
  'the mutation %s goes through the wall',
  async (name, field) => {
    const document = operationOf(schema, 'mutation', field, ['input'], '{ __typename }');
    const before = await storedRows(world.deps);
    const { data } = await behindClosedWall(() => person.ask(document, { input: inputs.get(name) }));
    expect(successTypeNames(field)).not.toContain(data?.[name]?.__typename);
    expect(changesBetween(before, await storedRows(world.deps))).toEqual([]);
  },
);

test('an upload goes through the wall', async () => {
  const headers = {
    'tus-resumable': '1.0.0',
    ...ours.actors.find(({ name }) => name === 'EDITOR key')!.headers,
  };
  const begin = () =>
    fetch(`${url}/uploads`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': '6', 'upload-metadata': 'filename YS5tcDQ=' },
    });
  const { status, headers: answered } = await begin();
  expect(status).toBe(201);
  const ask = () => fetch(new URL(answered.get('location')!, url), { method: 'HEAD', headers });
  expect((await ask()).status).toBe(200);
  expect((await behindClosedWall(ask)).status).toBe(404);
  const before = await storedRows(world.deps);
  expect((await behindClosedWall(begin)).status).toBe(500);
  expect(changesBetween(before, await storedRows(world.deps))).toEqual([]);
});

/** What goes through the wall is shown by closing it for everybody: then nothing is there any more. */
async function behindClosedWall<T>(work: () => Promise<T>): Promise<T> {
  for (const { table } of policies)
    await db.$executeRawUnsafe(`ALTER POLICY own_team ON ${table} USING (false)`);
  try {
    return await work();
  } finally {
    for (const { table, shows } of policies)
      await db.$executeRawUnsafe(`ALTER POLICY own_team ON ${table} USING (${shows})`);
  }
}

function nothing(list: unknown) {
  if (Array.isArray(list)) return [];
  return 'accounts' in (list as object) ? { accounts: [] } : { edges: [] };
}
