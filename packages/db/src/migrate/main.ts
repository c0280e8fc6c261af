// Brings the database at DATABASE_URL up to date: `node packages/db/src/migrate/main.ts`. Safe to run twice at once.
import { DatabaseUnreachableError, MigrationError, migrate } from './index.ts';

const url = process.env.DATABASE_URL;
try {
  if (url) {
    const { applied } = await migrate(url);
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
  } else {
    console.error('DATABASE_URL is not set.');
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof MigrationError) && !(error instanceof DatabaseUnreachableError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
