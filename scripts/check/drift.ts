import { findDrift } from '../../packages/db/src/migrate/index.ts';
import type { StepOutcome } from './step.ts';

/** Compares the committed migrations with the Prisma schema on a Postgres of its own. */
export async function migrationsMatchSchema(): Promise<StepOutcome> {
  const missing = await findDrift();
  if (missing === undefined) return { ok: true, output: '' };
  const hint = 'Write the missing migration with `node packages/db/src/migrate/new-migration.ts NAME`:';
  return { ok: false, output: `${hint}\n${missing}` };
}
