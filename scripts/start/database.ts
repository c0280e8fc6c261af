import { join } from 'node:path';
import { startEmbedded } from '../../packages/db/src/embedded/index.ts';
import { migrate } from '../../packages/db/src/migrate/index.ts';
import type { Settings } from './settings.ts';

export type Database = {
  url: string;
  /** Settles when an embedded server is gone; never for the operator's own. */
  ended: Promise<void>;
  stop: () => Promise<void>;
};

/**
 * Opens the operator's database or the embedded one, and brings its tables up to date.
 *
 * @throws DatabaseUnreachableError, EmbeddedPostgresError, MigrationError
 */
export async function openDatabase(settings: Pick<Settings, 'databaseUrl' | 'dataDir'>): Promise<Database> {
  const database = settings.databaseUrl ? external(settings.databaseUrl) : await embed(settings.dataDir);
  try {
    await migrate(database.url);
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

function external(url: string): Database {
  return { url, ended: new Promise(() => {}), stop: async () => {} };
}

async function embed(dataDir: string): Promise<Database> {
  const server = await startEmbedded({ dataDir: join(dataDir, 'postgres') });
  return { url: server.url('airdate'), ended: server.ended, stop: () => server.stop() };
}
