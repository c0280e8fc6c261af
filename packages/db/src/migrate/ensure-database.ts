import pg from 'pg';
import { assertReachable } from '../reachable.ts';

/** The database that every server has, to connect to while ours is not there yet. */
const MAINTENANCE_DATABASE = 'postgres';
const DUPLICATE_DATABASE = '42P04';
/** Raised when two sessions create the same database at once. */
const UNIQUE_VIOLATION = '23505';

/**
 * Creates the database that the URL names, unless it exists.
 *
 * @returns its name
 * @throws DatabaseUnreachableError
 */
export async function ensureDatabase(url: string): Promise<string> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1)) || MAINTENANCE_DATABASE;
  if (await assertReachable(url)) return name;

  const client = new pg.Client(maintenanceUrl(url));
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    const { code } = error as pg.DatabaseError;
    if (code !== DUPLICATE_DATABASE && code !== UNIQUE_VIOLATION) throw error;
  } finally {
    await client.end();
  }
  return name;
}

/** The same server and user, but a database that is certainly there. */
export function maintenanceUrl(url: string): string {
  const target = new URL(url);
  target.pathname = `/${MAINTENANCE_DATABASE}`;
  return target.href;
}
