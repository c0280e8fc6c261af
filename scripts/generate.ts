import { runStep } from './check/step.ts';
import { GENERATE } from './check/steps.ts';

/**
 * Brings the generated code up to date, which nearly every task reads: the Prisma client, its Pothos types and
 * the types of the GraphQL documents. @returns the exit code
 */
export async function generate(): Promise<number> {
  const { ok, output } = await runStep(GENERATE);
  if (!ok) console.error(output);
  return ok ? 0 : 1;
}
