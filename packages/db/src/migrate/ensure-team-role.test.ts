import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbedded } from '../embedded/index.ts';
import { createDb, dbOfTeam } from '../index.ts';
import { migrate } from './index.ts';

const servers: EmbeddedPostgres[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop())));

test('a user without the right to make roles is told two lines for the administrator, and then migrates', async () => {
  const server = await newServer();
  const url = await newUser(server, 'plain', 'NOCREATEROLE', ['airdate']);
  const refused = await migrate(url[0]!).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: 'MigrationError', code: 'team_role_missing' });

  const lines = (refused as Error).message.split('\n').slice(1);
  expect(lines).toEqual(['CREATE ROLE airdate_team NOLOGIN;', 'GRANT airdate_team TO plain;']);
  await run(server.url('postgres'), lines.join('\n'));
  await migrate(url[0]!);
  await expectWall(url[0]!);
}, 60_000);

test('databases of one server may be migrated at the same time by a user who makes the role', async () => {
  const server = await newServer();
  const urls = await newUser(server, 'maker', 'CREATEROLE', ['one', 'two', 'three', 'four']);
  await Promise.all(urls.map((url) => migrate(url)));
  for (const url of urls) await expectWall(url);
}, 60_000);

async function newServer(): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ ephemeral: true });
  servers.push(server);
  return server;
}

/** @returns the URL of each database, as this user */
async function newUser(
  server: EmbeddedPostgres,
  name: string,
  right: 'CREATEROLE' | 'NOCREATEROLE',
  databases: string[],
): Promise<string[]> {
  await run(server.url('postgres'), `CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${right}`);
  for (const database of databases) {
    await run(server.url('postgres'), `CREATE DATABASE ${database} OWNER ${name}`);
  }
  return databases.map((database) =>
    Object.assign(new URL(server.url(database)), { username: name, password: 'secret' }).toString(),
  );
}

async function expectWall(url: string): Promise<void> {
  const db = createDb({ url });
  try {
    const { id } = await db.team.create({ data: { name: 'Meadow', slug: 'meadow' } });
    await db.team.create({ data: { name: 'Fjord', slug: 'fjord' } });
    expect(await dbOfTeam(db, id).team.findMany({ select: { name: true } })).toEqual([{ name: 'Meadow' }]);
  } finally {
    await db.$disconnect();
  }
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
