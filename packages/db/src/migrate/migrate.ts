import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { NO_FILTER, openEngine } from './engine.ts';
import { ensureDatabase } from './ensure-database.ts';
import { ensureTeamRole } from './ensure-team-role.ts';
import { editedMigrations, failedMigrations, failedToApply, newerDatabase } from './errors.ts';
import { readMigrations } from './files.ts';

/** Any constant will do; it keeps one process from taking another's unfinished migration for a failed one. */
const ADVISORY_LOCK = 7_241_953;

export type MigrateResult = {
  /** Names of the migrations that this call applied, oldest first; empty when there was nothing to do. */
  applied: string[];
};

/**
 * Brings a database up to date with the committed migrations, creating it when it is missing. Safe to call from
 * several processes at once: one applies, the others wait and find nothing to do.
 *
 * @throws DatabaseUnreachableError
 * @throws MigrationError when applied migrations were edited, failed earlier or are unknown here, when one fails now, or when
 *   the role of a team's requests is missing and cannot be made
 */
export async function migrate(
  url: string,
  options: { migrationsFolder?: string } = {},
): Promise<MigrateResult> {
  await ensureDatabase(url);
  const migrationsList = readMigrations(options.migrationsFolder);
  const lock = new pg.Client(url);
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await ensureTeamRole(lock);
    const { engine, close } = await openEngine(url);
    try {
      return { applied: await applyPending(engine, migrationsList) };
    } finally {
      await close();
    }
  } finally {
    await lock.end();
  }
}

async function applyPending(engine: SchemaEngine, migrationsList: MigrationList): Promise<string[]> {
  const { editedMigrationNames, failedMigrationNames, history } = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  if (failedMigrationNames.length > 0) throw failedMigrations(failedMigrationNames);
  if (editedMigrationNames.length > 0) throw editedMigrations(editedMigrationNames);
  if (!history) return [];
  if (history.diagnostic !== 'databaseIsBehind') throw newerDatabase(history.unpersistedMigrationNames);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames;
  } catch (error) {
    throw failedToApply(history.unappliedMigrationNames, (error as Error).message, error);
  }
}
