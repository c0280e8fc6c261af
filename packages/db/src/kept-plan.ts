import { createHash } from 'node:crypto';
import { Prisma } from './generated/prisma/client.ts';

const MARK = '/* keeps its plan */';

/**
 * At the beginning of a statement: each connection keeps its plan. For statements whose text is always the same and whose
 * plan costs more than their work; others would fill the database's memory with plans.
 */
export const KEEPS_PLAN = Prisma.raw(MARK);

const names = new Map<string, string>();

/** Under which name Postgres keeps a statement's plan, which must never mean another text; empty for no name. */
export function planName({ sql }: { sql: string }): string {
  if (!sql.startsWith(MARK)) return '';
  const name = names.get(sql) ?? createHash('sha256').update(sql).digest('base64url');
  names.set(sql, name);
  return name;
}
