import { Prisma } from '@airdate/db';

/** Longer than any transaction of ours that is well holds a row. */
const LOCK_PATIENCE_MS = 250;

/**
 * A column for the first CTE of a statement about the things of many: it gives up when somebody holds one of its rows for
 * long, so that a stopped process delays nobody else. What is then done for one alone waits as usual.
 */
export function lockPatience(items: number): Prisma.Sql {
  if (items <= 1) return Prisma.sql`NULL AS patience`;
  return Prisma.sql`(SELECT set_config('lock_timeout', ${`${LOCK_PATIENCE_MS}ms`}, true)) AS patience`;
}
