import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { createOwner, lockSetUp } from '../sign-in/create-owner.ts';
import { hashPassword } from '../sign-in/password.ts';
import { isTimeZone } from '../teams/time-zone.ts';
import { DEMO_LOGIN } from './demo-login.ts';

/**
 * Sets an empty installation up with a demo person and team. Does nothing outside demo mode and where somebody signed
 * up already.
 *
 * @returns whether the demo team was created
 */
export async function seedDemo({ config, db }: Pick<Deps, 'db' | 'config'>): Promise<boolean> {
  if (!config.demo) return false;
  const { email, password } = DEMO_LOGIN;
  const passwordHash = await hashPassword(password);
  return withTransaction(db, async (tx) => {
    await lockSetUp(tx);
    if (await tx.user.findFirst({ select: { id: true } })) return false;
    const team = { teamName: 'Demo team', timeZone: ownTimeZone() };
    await createOwner(tx, { name: 'Demo', email, passwordHash, demo: true, ...team });
    return true;
  });
}

/** Of this machine, which with a demo is the person's own; a machine may not know its zone. */
function ownTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : 'UTC';
}
