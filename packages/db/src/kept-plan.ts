import { createHash } from 'node:crypto';
import { Prisma } from './generated/prisma/client.ts';

const MARK = '/* keeps its plan */';

/**
 * At the beginning of a statement: each connection keeps its plan. For statements whose text is always the same and whose
 * plan costs more than their work; others would fill the database's memory with plans.
 */
export const KEEPS_PLAN = Prisma.raw(MARK);

/** Under which name Postgres keeps the plan of a statement that is sent by Prisma; empty for none. */
export function planName({ sql }: { sql: string }): string {
  return sql.startsWith(MARK) ? statementName(sql) : '';
}

const names = new Map<string, string>();

/** The name of a kept statement, which must never mean another text. */
export function statementName(sql: string): string {
  const name = names.get(sql) ?? createHash('sha256').update(sql).digest('base64url');
  names.set(sql, name);
  return name;
}
