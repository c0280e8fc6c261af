import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { unusedDatabaseUrl } from '../testing/index.ts';
import { MIGRATIONS_FOLDER, SCHEMA_FOLDER } from './files.ts';
import { findDrift, migrate } from './index.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('migrate', () => {
  test('creates a missing database and applies the committed migrations once', async () => {
    const url = unusedDatabaseUrl();
    const { applied } = await migrate(url);
    expect(applied.length).toBeGreaterThan(0);
    expect(await query(url, 'SELECT count(*)::int FROM teams')).toEqual([{ count: 0 }]);
    expect(await migrate(url)).toEqual({ applied: [] });
  });

  test('called by several at once, applies each migration once', async () => {
    const url = unusedDatabaseUrl();
    const results = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
    expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
  });

  test('applies a function with a $$ body', async () => {
    const url = unusedDatabaseUrl();
    const migrationsFolder = folderWith({
      '1_function':
        'CREATE FUNCTION two() RETURNS int AS $$ BEGIN PERFORM 1; RETURN 2; END; $$ LANGUAGE plpgsql;',
    });
    await migrate(url, { migrationsFolder });
    expect(await query(url, 'SELECT two()')).toEqual([{ two: 2 }]);
  });

  test('leaves nothing of a migration that fails, and names it then and on the next start', async () => {
    const url = unusedDatabaseUrl();
    const migrationsFolder = folderWith({ '1_broken': 'CREATE TABLE half (id int); SELECT 1 / 0;' });
    await expect(migrate(url, { migrationsFolder })).rejects.toThrow(
      expect.objectContaining({
        code: 'failed',
        message: 'Migration 1_broken could not be applied: division by zero.',
      }),
    );
    expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    await expect(migrate(url, { migrationsFolder })).rejects.toThrow(
      /^Migration 1_broken failed in this database/,
    );
  });

  test('refuses a migration that was edited after it was applied', async () => {
    const url = unusedDatabaseUrl();
    const migrationsFolder = folderWith({ '1_first': 'CREATE TABLE first (id int);' });
    await migrate(url, { migrationsFolder });
    appendFileSync(join(migrationsFolder, '1_first', 'migration.sql'), '\nSELECT 1;');
    await expect(migrate(url, { migrationsFolder })).rejects.toThrow(/another version of migration 1_first/);
  });

  test('refuses a database that a newer version has migrated', async () => {
    const url = unusedDatabaseUrl();
    const older = folderWith({ '1_first': 'CREATE TABLE first (id int);' });
    const newer = folderWith({ '1_first': 'CREATE TABLE first (id int);', '2_second': 'SELECT 1;' });
    await migrate(url, { migrationsFolder: newer });
    await expect(migrate(url, { migrationsFolder: older })).rejects.toThrow(
      /newer version of Airdate \(2_second\)/,
    );
  });
});

test('session_token_hash keeps the hash of each token, and nobody is signed out', async () => {
  const url = unusedDatabaseUrl();
  const migrationsFolder = folderBefore('_session_token_hash');
  await migrate(url, { migrationsFolder });
  const token = 'Zt3UvVh0yq8w2Lk5RmXb7NcJd1PfGs9A';
  await query(
    url,
    `WITH u AS (INSERT INTO users (id, name, email, updated_at) VALUES (gen_random_uuid(), 'Ada', 'a@example.com', now()) RETURNING id)
     INSERT INTO sessions (id, user_id, token, expires_at, updated_at) SELECT gen_random_uuid(), id, '${token}', now() + interval '1 day', now() FROM u`,
  );
  await migrate(url);
  expect(await query(url, 'SELECT token_hash, expires_at > now() AS open FROM sessions')).toEqual([
    { token_hash: createHash('sha256').update(token).digest('hex'), open: true },
  ]);
  // What is written over in place stays readable in the table's file until a vacuum.
  await query(url, 'CHECKPOINT');
  const file = "SELECT encode(pg_read_binary_file(pg_relation_filepath('sessions')), 'escape') AS text";
  const [{ text }] = (await query(url, file)) as [{ text: string }];
  expect(text).toContain(createHash('sha256').update(token).digest('hex'));
  expect(text).not.toContain(token);
});

test('consents_name_the_media_asset hashes anew what is still agreed to, and nothing else', async () => {
  const url = unusedDatabaseUrl();
  await migrate(url, { migrationsFolder: folderBefore('_consents_name_the_media_asset') });
  const [{ account, asset }] = (await query(
    url,
    `WITH t AS (INSERT INTO teams (id, name, slug, updated_at) VALUES (gen_random_uuid(), 'T', 't', now()) RETURNING id),
     g AS (INSERT INTO grants (id, open_id, client_key, sealed_access_token, sealed_refresh_token, access_token_expires_at, refresh_token_expires_at, updated_at)
       VALUES (gen_random_uuid(), 'o', 'k', '', '', now(), now(), now()) RETURNING id),
     a AS (INSERT INTO accounts (id, team_id, grant_id, nickname, time_zone, updated_at) SELECT gen_random_uuid(), t.id, g.id, 'N', 'UTC', now() FROM t, g RETURNING id),
     m AS (INSERT INTO media_assets (id, team_id, storage_key, file_name, content_type, size_bytes, sha256, updated_at)
       SELECT gen_random_uuid(), t.id, 'k', 'f', 'video/mp4', 1, 'abc', now() FROM t RETURNING id)
     SELECT a.id AS account, m.id AS asset FROM a, m`,
  )) as [{ account: string; asset: string }];
  const choices = ['DIRECT', CAPTION, 'SELF_ONLY', true, false, false, false, false, true, 1500];
  const hash = (media: string, ...rest: unknown[]) =>
    createHash('sha256')
      .update(JSON.stringify([account, media, ...rest]))
      .digest('hex');
  const changed = hash('abc', 'DIRECT', 'Before an edit', ...choices.slice(2));
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(
    `INSERT INTO posts (id, team_id, account_id, media_asset_id, caption, privacy_level, allow_comment, is_ai_generated, cover_timestamp_ms, updated_at)
     SELECT gen_random_uuid(), team_id, id, $1, $2, 'SELF_ONLY', true, true, 1500, now() FROM accounts RETURNING id`,
    [asset, CAPTION],
  );
  const insert = `INSERT INTO consents (id, post_id, creator_username, creator_nickname, content_hash)
    VALUES (gen_random_uuid(), $1, 'u', 'n', $2)`;
  await client.query(insert, [rows[0].id, hash('abc', ...choices)]);
  await client.query(insert, [rows[0].id, changed]);
  await client.end();

  await migrate(url);
  const consents = await query(url, 'SELECT content_hash FROM consents');
  expect(consents.map((row) => (row as { content_hash: string }).content_hash).sort()).toEqual(
    [hash(asset, ...choices), changed].sort(),
  );
});

/** Everything that JSON writes in a way of its own. */
const CAPTION = 'Quote " backslash \\ / line\n tab\t bell\u0007 del\u007f Grüße 🚢 \u2028 <&>';

describe('findDrift', () => {
  test('finds none between the committed migrations and the schema', async () => {
    expect(await findDrift({ url: unusedDatabaseUrl().replace(/[^/]+$/, 'postgres') })).toBeUndefined();
  });

  test('returns the SQL that the migrations lack', async () => {
    const schemaFolder = folderWith({});
    cpSync(SCHEMA_FOLDER, schemaFolder, { recursive: true });
    writeFileSync(join(schemaFolder, 'extra.prisma'), 'model Extra {\n  id Int @id\n}\n');
    const url = unusedDatabaseUrl().replace(/[^/]+$/, 'postgres');
    expect(await findDrift({ url, schemaFolder, migrationsFolder: MIGRATIONS_FOLDER })).toContain(
      'CREATE TABLE "Extra"',
    );
  });
});

function folderWith(migrations: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'airdate-migrations-'));
  folders.push(folder);
  for (const [name, sql] of Object.entries(migrations)) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

/** The committed migrations up to one, without it. */
function folderBefore(name: string): string {
  const folder = folderWith({});
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
  const names = readdirSync(folder).sort();
  const at = names.findIndex((each) => each.endsWith(name));
  if (at < 0) throw new Error(`There is no migration ${name}.`);
  for (const each of names.slice(at)) {
    if (each !== 'migration_lock.toml') rmSync(join(folder, each), { recursive: true });
  }
  return folder;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
