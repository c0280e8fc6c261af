import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { CONNECTION_LIMITS } from './connection-limits.ts';
import { type Prisma, PrismaClient } from './generated/prisma/client.ts';
import { planName } from './kept-plan.ts';
import { reportReads } from './read/read-selected.ts';
import { reserve } from './reserved-db.ts';
import { wallOff } from './row-security/db-of-team.ts';
import { TeamPool, teamAdapter } from './row-security/team-adapter.ts';
import { SteadyClient } from './steady-client.ts';

export type DbOptions = {
  /** postgresql://user:password@host:port/database */
  url: string;
  /** Connections held at most, as many again for `dbOfTeam`, and one for `reservedDb`; 10 when left out. */
  poolSize?: number;
  /** What `pg_stat_activity` shows for these connections. */
  applicationName?: string;
  /** Called for each SQL statement once it ended, with its duration in ms. */
  onQuery?: (query: { sql: string; durationMs: number }) => void;
  /** Called when an idle connection breaks; it is replaced by itself. */
  onConnectionError?: (error: Error) => void;
};

/** What runs there is of no use when it is late. */
const RESERVED_STATEMENT_MS = 2_000;

/** The database. Connects when first used; `$disconnect()` closes its pools. */
export type Db = PrismaClient;

/** The database inside `db.$transaction(async (tx) => …)`. */
export type Tx = Prisma.TransactionClient;

export function createDb({
  url,
  poolSize = 10,
  applicationName = 'airdate',
  onQuery,
  onConnectionError = () => {},
}: DbOptions): Db {
  const config = {
    ...CONNECTION_LIMITS,
    Client: SteadyClient,
    connectionString: url,
    max: poolSize,
    application_name: applicationName,
  };
  const hooks = {
    ...{ onPoolError: onConnectionError, onConnectionError },
    statementNameGenerator: planName,
  };
  const db = newClient(new PrismaPg(config, hooks), onQuery);
  wallOff(db, () => {
    const pool = new TeamPool(config);
    return { pool, client: newClient(teamAdapter(pool, hooks), onQuery) };
  });
  if (onQuery) reportReads(db, onQuery);
  const single = { ...config, max: 1, statement_timeout: RESERVED_STATEMENT_MS };
  reserve(db, () => newClient(new PrismaPg(single, hooks), onQuery));
  return db;
}

function newClient(adapter: SqlDriverAdapterFactory, onQuery: DbOptions['onQuery']): Db {
  if (!onQuery) return new PrismaClient({ adapter });
  const db = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  db.$on('query', ({ query, duration }) => onQuery({ sql: query, durationMs: duration }));
  return db as unknown as Db;
}
