import type { Prisma } from '../generated/prisma/client.ts';

/**
 * Runs `work` on the other side of the wall between teams, in the same transaction: for what has to be counted over all
 * teams, and for the job queue. Nothing else may go on in the transaction meanwhile. Where there is no wall it changes
 * nothing.
 */
export async function acrossTeams<T>(tx: Prisma.TransactionClient, work: () => Promise<T>): Promise<T> {
  const [before] = await tx.$queryRaw<[{ role: string }]>`
    SELECT role, set_config('role', 'none', true) FROM (SELECT current_setting('role') AS role OFFSET 0) AS before`;
  const goBack = () => tx.$queryRaw`SELECT set_config('role', ${before.role}, true)`;
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // Fails when the statement that failed has ended the transaction, and then nothing more can be run in it.
    await goBack().catch(() => {});
    throw error;
  }
  await goBack();
  return result;
}
