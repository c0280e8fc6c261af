import type { Db, Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';

/** Whether nobody has signed up yet, so that the next sign-up sets the installation up; never in a demo. */
export async function isSetupRequired({
  config,
  db,
}: {
  config: Pick<Deps['config'], 'demo'>;
  db: Db | Tx;
}): Promise<boolean> {
  if (config.demo) return false;
  return (await db.user.findFirst({ where: { demo: false }, select: { id: true } })) === null;
}
