export { assertReachable, DatabaseUnreachableError } from '../reachable.ts';
export { ensureDatabase } from './ensure-database.ts';
export { MigrationError, type MigrationErrorCode } from './errors.ts';
export { type DriftOptions, findDrift } from './find-drift.ts';
export { type MigrateResult, migrate } from './migrate.ts';
