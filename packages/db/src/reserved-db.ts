import type { PrismaClient } from './generated/prisma/client.ts';

/** The reserved client of each database, opened when first used. */
const reserved = new WeakMap<PrismaClient, () => PrismaClient>();

/**
 * Gives a database its reserved client, which ends with the database's own `$disconnect`.
 *
 * @param open makes a client with a single connection
 */
export function reserve(db: PrismaClient, open: () => PrismaClient): void {
  let client: PrismaClient | undefined;
  reserved.set(db, () => (client ??= open()));
  const disconnect = db.$disconnect.bind(db);
  db.$disconnect = async () => {
    await Promise.all([disconnect(), client?.$disconnect()]);
  };
}

/**
 * The same database over one connection that nothing else takes: for heartbeats, which must not queue behind a busy pool.
 * Statements end after 2 s.
 *
 * @param db made by `createDb`
 */
export function reservedDb(db: PrismaClient): PrismaClient {
  const client = reserved.get(db)?.();
  if (!client) throw new TypeError('Only a database made by createDb has a reserved connection.');
  return client;
}
