import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { createDb, type Db } from '../client.ts';
import { TEMPLATE_DATABASE } from './server.ts';
import './global-setup.ts';

export type TestDatabase = {
  url: string;
  db: Db;
  /** Closes `db` and removes the database, whoever else is connected. Called by itself after the test file. */
  drop: () => Promise<void>;
};

/**
 * Makes a migrated, empty database for one test file, in milliseconds, and drops it after the last test.
 * Call it at the top of a test file: `const { db } = await createTestDatabase();`
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} STRATEGY FILE_COPY`);
  const url = new URL(inject('testServerUrl'));
  url.pathname = `/${name}`;
  const db = createDb({ url: url.href, applicationName: 'test' });

  let dropped: Promise<void> | undefined;
  const drop = () => (dropped ??= db.$disconnect().then(() => run(`DROP DATABASE ${name} WITH (FORCE)`)));
  afterAll(drop);
  return { url: url.href, db, drop };
}

/** @returns the URL of a database that does not exist yet on the test server */
export function unusedDatabaseUrl(): string {
  const url = new URL(inject('testServerUrl'));
  url.pathname = `/unused_${randomUUID().replaceAll('-', '')}`;
  return url.href;
}

async function run(statement: string): Promise<void> {
  const client = new pg.Client(inject('testServerUrl'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
