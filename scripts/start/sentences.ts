import { EmbeddedPostgresError } from '../../packages/db/src/embedded/index.ts';
import { DatabaseUnreachableError, MigrationError } from '../../packages/db/src/migrate/index.ts';
import { StartError } from './start-error.ts';

const KINDS = [StartError, EmbeddedPostgresError, DatabaseUnreachableError, MigrationError];

/** Whether the error's message says all there is to say in one sentence. */
export const saysAll = (error: unknown): error is Error => KINDS.some((kind) => error instanceof kind);
