import { Prisma } from './generated/prisma/client.ts';

/** Of Postgres: it gave up waiting, ended a connection, or has no room for one now. */
const POSTGRES_CODES: ReadonlySet<unknown> = new Set([
  '25P03', // idle in transaction for too long
  '25P04', // transaction for too long
  '40001', // serialization failure
  '40P01', // deadlock
  '53300', // too many connections
  '55P03', // waited for a lock for too long
  '57014', // statement for too long
  '57P01', // ended by an administrator, or by a shutdown
  '57P02', // ended because another process of Postgres crashed
  '57P03', // starting up or shutting down
]);

/** Of Prisma: not reachable, connection closed, no connection free, transaction expired or in conflict. */
const PRISMA_CODES: ReadonlySet<unknown> = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
]);

/** Of `pg`, which has no codes for these. */
const BROKEN_CONNECTION = /^Connection terminated|^timeout exceeded when trying to connect/;

/** With these the transaction is undone for certain, even if its commit was what failed. */
const UNDONE_CODES: ReadonlySet<unknown> = new Set(['25P03', '25P04', '40001', '40P01', 'P2034']);

/** Nothing is sent over such a connection any more, and so no commit either. */
const NEVER_SENT = /not queryable$/;

/**
 * Whether the database failed an operation for a reason that passes by itself, so that the same may succeed later: a timeout,
 * a lost connection, a lost race. It says nothing of whether a commit that was under way took place.
 */
export function isPassingFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (NEVER_SENT.test(error.message) || BROKEN_CONNECTION.test(error.message)) return true;
  return codesOf(error).some((code) => PRISMA_CODES.has(code) || POSTGRES_CODES.has(code));
}

/** Whether a transaction that ended with this error has left nothing behind, whichever of its statements failed. */
export function isUndone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return NEVER_SENT.test(error.message) || codesOf(error).some((code) => UNDONE_CODES.has(code));
}

/** Prisma's own code, and Postgres' behind it: commits fail with the adapter's error, the rest with one of Prisma's around it. */
function codesOf(error: Error): unknown[] {
  const { code } = error as { code?: unknown };
  const wrapped =
    error instanceof Prisma.PrismaClientKnownRequestError ? error.meta?.driverAdapterError : undefined;
  const { cause } = (wrapped ?? error) as { cause?: { originalCode?: unknown } };
  return [code, cause?.originalCode].filter((each) => each !== undefined);
}
