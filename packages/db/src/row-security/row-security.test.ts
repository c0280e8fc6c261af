import { describe, expect, test } from 'vitest';
import { createTeamRows } from '../../test/team-rows.ts';
import { acrossTeams, createDb, type Db, dbOfTeam, type Tx } from '../index.ts';
import { createTestDatabase } from '../testing/index.ts';
import { TEAM_ROLE } from './team-role.ts';

const { db, url } = await createTestDatabase();
const ours = await createTeamRows(db, 'ours');
const theirs = await createTeamRows(db, 'theirs');
const us = dbOfTeam(db, ours.teamId);
const nobody = dbOfTeam(db, null);

const REFUSED = /42501|permission denied|row-level security/;

type Table = { name: string; key: string; walled: boolean; inReach: boolean; ofTeam: boolean };

/** Every table of ours, with its key as SQL, as Postgres' catalog has it now. */
const tables = await db.$queryRawUnsafe<Table[]>(`
  SELECT c.relname AS name, c.relrowsecurity AS walled,
    has_any_column_privilege('${TEAM_ROLE}', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
      OR has_table_privilege('${TEAM_ROLE}', c.oid, 'DELETE, TRUNCATE, TRIGGER') AS "inReach",
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'team_id') AS "ofTeam",
    (SELECT string_agg(quote_ident(a.attname) || '::text', ' || '':'' || ' ORDER BY a.attnum)
       FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid = c.oid AND i.indisprimary) AS key
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'
  ORDER BY c.relname`);
const inReach = tables.filter((table) => table.inReach);

const keysIn = async (of: Db | Tx, { name, key }: Table): Promise<string[]> => {
  const rows = await of.$queryRawUnsafe<{ key: string }[]>(`SELECT ${key} AS key FROM ${name} ORDER BY 1`);
  return rows.map((row) => row.key);
};
/** What the owner finds to be a team's, without row level security. */
const rowsOf = async (word: string, { name, key }: Table): Promise<{ key: string; row: string }[]> =>
  db.$queryRawUnsafe(`SELECT ${key} AS key, to_jsonb(t)::text AS row FROM ${name} t
    WHERE to_jsonb(t)::text LIKE ANY (ARRAY[${await marksOf(word)}]) ORDER BY 1`);

/** Everything of the sample that names its team, directly or over its parents. */
async function marksOf(word: string): Promise<string> {
  const { teamId } = word === 'ours' ? ours : theirs;
  const [marks] = await db.$queryRaw<{ ids: string[] }[]>`
    SELECT array_agg(id::text) AS ids FROM (
      SELECT ${teamId}::uuid AS id
      UNION SELECT user_id FROM members WHERE team_id = ${teamId}::uuid
      UNION SELECT id FROM accounts WHERE team_id = ${teamId}::uuid
      UNION SELECT grant_id FROM accounts WHERE team_id = ${teamId}::uuid
      UNION SELECT id FROM posts WHERE team_id = ${teamId}::uuid
      UNION SELECT a.id FROM publish_attempts a JOIN posts p ON p.id = a.post_id WHERE p.team_id = ${teamId}::uuid
      UNION SELECT s.id FROM schedules s JOIN accounts a ON a.id = s.account_id WHERE a.team_id = ${teamId}::uuid
    ) AS ids`;
  return marks!.ids.map((id) => `'%${id}%'`).join(', ');
}

test('a table that a team may reach has a wall, and both teams have something in it', async () => {
  expect(inReach.filter(({ walled }) => !walled)).toEqual([]);
  expect(inReach.length).toBeGreaterThan(10);
  for (const table of inReach) {
    expect(await rowsOf('ours', table), table.name).not.toEqual([]);
    expect(await rowsOf('theirs', table), table.name).not.toEqual([]);
  }
});

test('every table with a team_id has a wall', () => {
  expect(tables.filter(({ ofTeam, walled }) => ofTeam && !walled)).toEqual([]);
});

describe.each(inReach)('wrong statements on $name', (table) => {
  const { name, key } = table;

  test('see the own team and nothing else', async () => {
    const own = (await rowsOf('ours', table)).map((row) => row.key);
    expect(await keysIn(us, table)).toEqual(own);
    expect(await us.$transaction((tx) => keysIn(tx, table))).toEqual(own);
    expect(await keysIn(nobody, table)).toEqual([]);
    expect(await nobody.$transaction((tx) => keysIn(tx, table))).toEqual([]);
    expect((await keysIn(db, table)).length).toBeGreaterThan(own.length);
  });

  test('change, delete and insert nothing of another team', async () => {
    const before = await rowsOf('theirs', table);
    const [column] = key.split('::');
    for (const of of [us, nobody]) {
      const onTheirs = `WHERE ${key} = '${before[0]!.key}'`;
      expect(await countOrRefusal(of, `UPDATE ${name} SET ${column} = ${column} ${onTheirs}`)).toBe(0);
      expect(await countOrRefusal(of, `DELETE FROM ${name} ${onTheirs}`)).toBe(0);
      const insert = `INSERT INTO ${name} SELECT * FROM jsonb_populate_record(NULL::${name}, $1::jsonb)`;
      await expect(of.$executeRawUnsafe(insert, before[0]!.row)).rejects.toThrow(REFUSED);
    }
    expect(await rowsOf('theirs', table)).toEqual(before);
  });
});

test.each(inReach.filter(({ ofTeam }) => ofTeam))('rows of $name are not handed over', async ({ name }) => {
  const give = us.$executeRawUnsafe(`UPDATE ${name} SET team_id = $1::uuid`, theirs.teamId);
  await expect(give).rejects.toThrow(REFUSED);
});

/** How many rows a statement changed; 0 also when the team may not send it at all. */
async function countOrRefusal(of: Db, sql: string): Promise<number> {
  try {
    return await of.$executeRawUnsafe(sql);
  } catch (error) {
    expect((error as Error).message).toMatch(REFUSED);
    return 0;
  }
}

test.each(tables.filter((table) => !table.inReach))('$name is out of reach', async (table) => {
  await expect(keysIn(us, table)).rejects.toThrow(REFUSED);
});

test('queries that forgot their team find and change the own rows only', async () => {
  expect(await us.post.findMany()).toMatchObject([{ caption: 'ours' }]);
  expect(await us.post.count()).toBe(1);
  expect(await us.post.findUnique({ where: { id: theirs.postId } })).toBeNull();
  const firstEvent = { teamId_sequence: { teamId: theirs.teamId, sequence: 1n } };
  expect(await us.event.findUnique({ where: firstEvent })).toBeNull();
  expect(await us.user.findMany({ include: { memberships: true } })).toMatchObject([
    { name: 'ours', memberships: [{ teamId: ours.teamId }] },
  ]);

  expect(await us.post.updateMany({ data: { caption: 'ours, changed' } })).toEqual({ count: 1 });
  expect(await db.post.findUnique({ where: { id: theirs.postId } })).toMatchObject({ caption: 'theirs' });
  await db.post.update({ where: { id: ours.postId }, data: { caption: 'ours' } });
});

test('unique columns find the own row, alone and with others of the same moment', async () => {
  const { teamId, postId } = ours;
  const event = { teamId_sequence: { teamId, sequence: 1n } };
  expect(await us.event.findUniqueOrThrow({ where: event })).toMatchObject({ type: 'post.created' });
  expect(await us.post.findUnique({ where: { id: postId, AND: { caption: 'theirs' } } })).toBeNull();
  await expect(us.post.findUniqueOrThrow({ where: { id: theirs.postId } })).rejects.toMatchObject({
    code: 'P2025',
  });
});

test('tokens, upload links, kept answers and secrets of webhooks are out of reach', async () => {
  await expect(us.grant.findMany()).rejects.toThrow(REFUSED);
  await expect(us.publishUpload.findMany({ select: { sealedUrl: true } })).rejects.toThrow(REFUSED);
  await expect(us.idempotencyKey.findMany({ select: { sealedAnswer: true } })).rejects.toThrow(REFUSED);
  await expect(us.webhookSecret.findMany({ select: { sealedSecret: true } })).rejects.toThrow(REFUSED);
});

test('what is told to the log stays in it', async () => {
  const { teamId } = ours;
  await expect(us.event.updateMany({ where: { teamId }, data: { type: 'x' } })).rejects.toThrow(REFUSED);
  await expect(us.event.deleteMany({ where: { teamId } })).rejects.toThrow(REFUSED);
});

test('a step across teams ends where it began, also after a failure', async () => {
  await us.$transaction(async (tx) => {
    expect(await tx.post.count()).toBe(1);
    expect(await acrossTeams(tx, () => tx.post.count())).toBe(2);
    expect(await tx.post.count()).toBe(1);
    const failing = acrossTeams(tx, () => Promise.reject(new Error('refused')));
    await expect(failing).rejects.toThrow('refused');
    expect(await tx.post.count()).toBe(1);
  });
  await db.$transaction(async (tx) => {
    expect(await acrossTeams(tx, () => tx.post.count())).toBe(2);
    expect(await tx.post.count()).toBe(2);
  });
});

test('a list of queries is no transaction of a team', async () => {
  await expect(us.$transaction([us.post.count()])).rejects.toThrow(TypeError);
});

test('a connection carries nothing over to the next that uses it', async () => {
  const one = createDb({ url, poolSize: 1 });
  const seenBy = (teamId: string | null) => dbOfTeam(one, teamId).post.findMany();
  const oursAgain = dbOfTeam(one, ours.teamId);
  const stumbles = [
    () => oursAgain.$queryRaw`SELECT 1 / 0`,
    () => oursAgain.$transaction(() => Promise.reject(new Error('changed my mind'))),
    () => oursAgain.$transaction((tx) => tx.$queryRaw`SELECT 1 / 0`),
    () => oursAgain.$transaction((tx) => acrossTeams(tx, () => tx.$queryRaw`SELECT 1 / 0`)),
  ];
  for (const stumble of [() => seenBy(theirs.teamId), ...stumbles]) {
    await stumble().catch(() => {});
    expect(await seenBy(null)).toEqual([]);
    expect(await seenBy(ours.teamId)).toMatchObject([{ id: ours.postId }]);
  }
  await one.$disconnect();
});

test('teams that ask at the same moment get what is theirs', async () => {
  const few = createDb({ url, poolSize: 3 });
  const teams = [ours, theirs];
  for (let i = 0; i < 6; i++) teams.push(await createTeamRows(db, `crowd-${i}`));

  const questions = teams.flatMap(({ teamId, postId }) => {
    const mine = dbOfTeam(few, teamId);
    const where = { id: postId };
    const event = { teamId_sequence: { teamId, sequence: 1n } };
    return [
      async () => [await mine.post.findUniqueOrThrow({ where })],
      async () => [await mine.post.findUniqueOrThrow({ where, include: { account: true } })],
      async () => [await mine.event.findUniqueOrThrow({ where: event })],
      () => mine.post.findMany(),
      () => mine.$transaction((tx) => tx.post.findMany()),
      async () => [await mine.$transaction((tx) => tx.post.findUniqueOrThrow({ where }))],
      () => mine.$queryRaw<{ teamId: string }[]>`SELECT team_id AS "teamId" FROM posts`,
      // Not behind the wall, in the same turn.
      async () => [await few.post.findUniqueOrThrow({ where })],
    ].map((ask) => async () => {
      const rows: { teamId: string }[] = await ask();
      expect(rows.map((row) => row.teamId)).toEqual([teamId]);
    });
  });
  for (let round = 0; round < 10; round++) await Promise.all(questions.map((ask) => ask()));
  await few.$disconnect();
});

test('a closed database has no connections left, in front of the wall or behind it', async () => {
  const closing = createDb({ url, applicationName: 'closing' });
  await Promise.all([closing.team.count(), dbOfTeam(closing, ours.teamId).team.count()]);
  const left = () => db.$queryRaw`SELECT 1 FROM pg_stat_activity WHERE application_name = 'closing'`;
  expect(await left()).toHaveLength(2);
  await closing.$disconnect();
  await expect.poll(left).toEqual([]);
});
