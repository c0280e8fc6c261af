import { expect, test } from 'vitest';
import { createDb } from './index.ts';
import { createTestDatabase } from './testing/index.ts';

const { url } = await createTestDatabase();

test('every statement is reported with its duration', async () => {
  const statements: { sql: string; durationMs: number }[] = [];
  const db = createDb({ url, onQuery: (query) => statements.push(query) });
  await db.team.findMany({ include: { members: true } });
  await db.$disconnect();
  expect(statements).toHaveLength(1);
  expect(statements[0]).toEqual({ sql: expect.stringContaining('"teams"'), durationMs: expect.any(Number) });
});

test('connections carry the name of the program', async () => {
  const db = createDb({ url, applicationName: 'airdate worker' });
  const rows = await db.$queryRaw`SELECT current_setting('application_name') AS name`;
  await db.$disconnect();
  expect(rows).toEqual([{ name: 'airdate worker' }]);
});

test('a connection that the server ends is replaced', async () => {
  const db = createDb({ url, poolSize: 1 });
  const pid = () => db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  const [before] = await pid();
  const other = createDb({ url });
  await other.$queryRaw`SELECT pg_terminate_backend(${before!.pid})`;
  await other.$disconnect();

  await expect.poll(async () => (await pid().catch(() => []))[0]?.pid).not.toBe(before!.pid);
  expect(await pid()).toHaveLength(1);
  await db.$disconnect();
});
