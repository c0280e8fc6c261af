import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { clusterPath, SUPERUSER } from './cluster.ts';
import { findOwner } from './ownership.ts';
import { locate } from './places.ts';

/**
 * The server that another program runs on this data directory right now.
 *
 * @returns its connection URLs; undefined when nobody runs one, or it does not accept connections yet
 */
export function findRunning(dataDir: string): { url(database: string): string } | undefined {
  const directory = locate(resolve(dataDir));
  const pidFile = join(clusterPath(directory), 'postmaster.pid');
  if (!findOwner(directory) || !existsSync(pidFile)) return undefined;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  const [port, status] = [Number(lines[3]), lines[7]?.trim()];
  if (status !== 'ready') return undefined;
  const password = readFileSync(join(directory, 'password'), 'utf8').trim();
  return {
    url: (database) =>
      `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
  };
}
