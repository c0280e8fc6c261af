import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm';

const PRISMA_FOLDER = fileURLToPath(new URL('../../prisma', import.meta.url));
const LOCK_FILE = 'migration_lock.toml';

export const MIGRATIONS_FOLDER = join(PRISMA_FOLDER, 'migrations');
export const SCHEMA_FOLDER = join(PRISMA_FOLDER, 'schema');

/** Reads the committed migrations, oldest first. */
export function readMigrations(folder = MIGRATIONS_FOLDER): MigrationList {
  const lockFile = join(folder, LOCK_FILE);
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir: folder,
    lockfile: { path: LOCK_FILE, content: existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: names.sort().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(folder, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** Reads every .prisma file below a folder. */
export function readSchema(folder = SCHEMA_FOLDER): SchemasContainer {
  const names = globSync('**/*.prisma', { cwd: folder }).sort();
  return {
    files: names.map((name) => ({
      path: join(folder, name),
      content: readFileSync(join(folder, name), 'utf8'),
    })),
  };
}
