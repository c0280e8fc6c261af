import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createDb, dbOfTeam, reservedDb } from './index.ts';
import { createTestDatabase } from './testing/index.ts';

const { url } = await createTestDatabase();

/** What Postgres says when an administrator ends a connection. */
const TERMINATED = errorResponse({ S: 'FATAL', V: 'FATAL', C: '57P01', M: 'terminating connection' });

function errorResponse(fields: Record<string, string>): Buffer {
  const body = `${Object.entries(fields)
    .map(([name, value]) => `${name}${value}\0`)
    .join('')}\0`;
  const head = Buffer.from('E\0\0\0\0', 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
}

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

test('a connection that the server ends as soon as it is ready fails its transaction and nothing else', async () => {
  const { port, hostname } = new URL(url);
  let isStriking = true;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    client.pipe(upstream).on('error', () => {});
    client.on('error', () => upstream.destroy());
    upstream.on('data', (bytes) => {
      // The end of the greeting: ReadyForQuery, outside of a transaction.
      const isReady = bytes.subarray(-6).equals(Buffer.from('Z\0\0\0\x05I', 'latin1'));
      if (!isStriking || !isReady) return void client.write(bytes);
      isStriking = false;
      client.end(Buffer.concat([bytes, TERMINATED]));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.port = String((server.address() as AddressInfo).port);
  const db = createDb({ url: through.href });
  const count = () => db.$transaction((tx) => tx.team.count());

  await expect(count()).rejects.toThrow();
  expect(await count()).toBe(0);
  await db.$disconnect();
  server.close();
});

test('every connection tells Postgres how long to wait for it', async () => {
  const db = createDb({ url });
  const clients = { own: db, team: dbOfTeam(db, null), reserved: reservedDb(db) };
  const limitsOf = async (client: typeof db) => {
    const rows = await client.$queryRaw<{ name: string; setting: string }[]>`
      SELECT name, setting FROM pg_settings
      WHERE name IN ('idle_in_transaction_session_timeout', 'lock_timeout', 'statement_timeout', 'tcp_user_timeout')`;
    return Object.fromEntries(rows.map(({ name, setting }) => [name, Number(setting)]));
  };
  const common = {
    idle_in_transaction_session_timeout: 3_000,
    lock_timeout: 10_000,
    tcp_user_timeout: 10_000,
  };
  expect(await limitsOf(clients.own)).toEqual({ ...common, statement_timeout: 30_000 });
  expect(await limitsOf(clients.team)).toEqual({ ...common, statement_timeout: 30_000 });
  expect(await limitsOf(clients.reserved)).toEqual({ ...common, statement_timeout: 2_000 });
  await db.$disconnect();
});

test('the address of the database may set other limits', async () => {
  const own = new URL(url);
  own.searchParams.set('lock_timeout', '1234');
  const db = createDb({ url: own.href });
  expect(await db.$queryRaw`SELECT current_setting('lock_timeout') AS it`).toEqual([{ it: '1234ms' }]);
  await db.$disconnect();
});

test('the reserved connection is free while all others are taken', async () => {
  const db = createDb({ url, poolSize: 1 });
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1`;
    expect(await reservedDb(db).$queryRaw`SELECT 1 AS it`).toEqual([{ it: 1 }]);
  });
  await db.$disconnect();
});
