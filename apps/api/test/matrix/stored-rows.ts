import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestDeps } from '../test-deps.ts';

/** Everything that is stored: each row as its table's name and JSON, each job, each file of the media store. */
export type StoredRows = ReadonlySet<string>;

/** These count requests, refused ones too. */
const COUNTERS = ['cost_buckets', 'rate_limits', 'sign_in_attempts', '_prisma_migrations'];

export async function storedRows(deps: TestDeps): Promise<StoredRows> {
  const tables = await deps.db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> ALL (${COUNTERS})`;
  if (tables.length === 0) throw new Error('The database has no tables.');
  const readings = tables.map(
    ({ name }) => `SELECT '${name} ' || (to_jsonb(t) - 'last_used_at')::text AS row FROM "${name}" t`,
  );
  const jobs = `SELECT 'job ' || name || ' ' || id || ' ' || data::text FROM pgboss.job WHERE name NOT LIKE '\\_\\_%'`;
  const rows = await deps.db.$queryRawUnsafe<{ row: string }[]>([...readings, jobs].join(' UNION ALL '));
  return new Set([...rows.map(({ row }) => row), ...(await storedFiles(deps.config.storageDir))]);
}

async function storedFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(files.map(async (path) => `file ${path} ${(await stat(path)).size}`));
}

/** Rows that are new, gone, or (as both) changed. */
export function changesBetween(before: StoredRows, after: StoredRows): string[] {
  return [
    ...[...before.difference(after)].map((row) => `- ${row}`),
    ...[...after.difference(before)].map((row) => `+ ${row}`),
  ];
}
