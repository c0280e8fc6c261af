// Writes the next migration from the Prisma schema: `node packages/db/src/migrate/new-migration.ts NAME`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MIGRATIONS_FOLDER } from './files.ts';
import { findDrift } from './find-drift.ts';

const [name] = process.argv.slice(2);
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Give the migration a name of small letters, digits and underscores.');
  process.exit(1);
}
const sql = await findDrift();
if (sql === undefined) {
  console.log('The migrations say what the Prisma schema says; there is nothing to write.');
} else {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/\D/g, '');
  const folder = join(MIGRATIONS_FOLDER, `${stamp}_${name}`);
  const file = join(folder, 'migration.sql');
  mkdirSync(folder);
  writeFileSync(file, sql, { flag: 'wx' });
  console.log(`Wrote ${relative(process.cwd(), file)}. Read it: what moves existing rows has to be added.`);
}
