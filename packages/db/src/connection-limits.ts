import type { PoolConfig } from 'pg';

/**
 * How long Postgres waits for a process of ours, told at connect: a process that is stopped, or cut off, with a
 * transaction open would hold its locks, and everybody who needs them, for ever. Parameters of the database's URL go before
 * these. Migrations connect without them.
 *
 * The order matters: whoever waits for a lock (10 s) outlasts a stopped holder (3 s), and a statement (30 s) its locks.
 */
export const CONNECTION_LIMITS = {
  /** Between two statements of a transaction; the connection is ended. */
  idle_in_transaction_session_timeout: 3_000,
  lock_timeout: 10_000,
  statement_timeout: 30_000,
  // The server's side of a connection: it also ends one whose peer takes no bytes of a running statement's result.
  options: [
    '-c tcp_user_timeout=10000',
    '-c tcp_keepalives_idle=10',
    '-c tcp_keepalives_interval=3',
    '-c tcp_keepalives_count=3',
  ].join(' '),
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const satisfies PoolConfig;
