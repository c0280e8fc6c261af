import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '../testing/index.ts';
import { TeamQuery } from './team-query.ts';

const WHO = `SELECT current_user AS role, current_setting('airdate.team_id', true) AS team`;

const { url } = await createTestDatabase();
const client = new pg.Client(url);
await client.connect();
afterAll(() => client.end());
const teamId = randomUUID();

test('a statement is the team’s, and the connection is not', async () => {
  const before = (await client.query(WHO)).rows[0];
  expect(await sendAsTeam({ text: WHO })).toEqual([{ role: 'airdate_team', team: teamId }]);
  expect((await client.query(WHO)).rows[0]).toEqual({ ...before, team: '' });
});

test('a statement with values answers with its own rows, however many', async () => {
  const text = 'SELECT n FROM generate_series(1, $1::int) AS n';
  expect(await sendAsTeam({ text, values: [3] })).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(await sendAsTeam({ text, values: [0] })).toEqual([]);
});

test.each([
  ['fails', { text: 'SELECT 1 / 0' }],
  ['cannot be parsed', { text: 'SELEKT' }],
  ['has a value that cannot be sent', { text: 'SELECT $1::text', values: [{ toPostgres: refuse }] }],
  ['is none', {} as pg.QueryConfig],
])('nothing is left behind by one that %s', async (_what, query) => {
  await expect(sendAsTeam(query)).rejects.toThrow();
  expect((await client.query(WHO)).rows).toEqual([{ role: 'airdate', team: '' }]);
});

function refuse(): never {
  throw new Error('not this value');
}

function sendAsTeam(query: pg.QueryConfig): Promise<unknown[]> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
  const sent = new TeamQuery(query, teamId) as pg.Query & {
    callback?: (error: Error | null, result?: pg.QueryResult) => void;
  };
  sent.callback = (error, result) => (error ? reject(error) : resolve(result!.rows));
  client.query(sent);
  return promise;
}
