import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from './generated/prisma/client.ts';

export type DbOptions = {
  /** postgresql://user:password@host:port/database */
  url: string;
  /** Connections held at most; 10 when left out. */
  poolSize?: number;
  /** What `pg_stat_activity` shows for these connections. */
  applicationName?: string;
  /** Called for each SQL statement once it ended, with its duration in ms. */
  onQuery?: (query: { sql: string; durationMs: number }) => void;
  /** Called when an idle connection breaks; it is replaced by itself. */
  onConnectionError?: (error: Error) => void;
};

/** The database. Connects when first used; `$disconnect()` closes the pool. */
export type Db = PrismaClient;

/** The database inside `db.$transaction(async (tx) => …)`. */
export type Tx = Prisma.TransactionClient;

export function createDb({
  url,
  poolSize = 10,
  applicationName = 'airdate',
  onQuery,
  onConnectionError,
}: DbOptions): Db {
  const ignore = () => {};
  const adapter = new PrismaPg(
    { connectionString: url, max: poolSize, application_name: applicationName },
    { onPoolError: onConnectionError ?? ignore, onConnectionError: onConnectionError ?? ignore },
  );
  if (!onQuery) return new PrismaClient({ adapter });

  const db = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  db.$on('query', ({ query, duration }) => onQuery({ sql: query, durationMs: duration }));
  return db as unknown as Db;
}
