import { join } from 'node:path';
import { findRunning } from '../packages/db/src/embedded/index.ts';
import { assertReachable } from '../packages/db/src/migrate/index.ts';
import { openDatabase } from './start/database.ts';
import type { Settings } from './start/settings.ts';

/**
 * The product's database while it runs, or without it. An embedded one that nobody runs is started until disposed of.
 *
 * @throws DatabaseUnreachableError, EmbeddedPostgresError, MigrationError
 */
export async function reachDatabase(
  settings: Pick<Settings, 'databaseUrl' | 'dataDir'>,
): Promise<{ url: string } & AsyncDisposable> {
  if (settings.databaseUrl) await assertReachable(settings.databaseUrl);
  const running = settings.databaseUrl ?? findRunning(join(settings.dataDir, 'postgres'))?.url('airdate');
  if (running) return { url: running, [Symbol.asyncDispose]: async () => {} };
  const { url, stop } = await openDatabase(settings);
  return { url, [Symbol.asyncDispose]: stop };
}
