import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import { setUp } from '../teams/set-up.ts';
import { isTimeZone } from '../teams/time-zone.ts';
import { DEMO_LOGIN } from './demo-login.ts';

/**
 * Sets an empty installation up with a demo person and team. Does nothing outside demo mode and where somebody signed
 * up already.
 *
 * @returns whether the demo team was created
 */
export async function seedDemo(deps: Pick<Deps, 'db' | 'config'>): Promise<boolean> {
  if (!deps.config.demo) return false;
  try {
    await setUp(deps, { name: 'Demo', teamName: 'Demo team', timeZone: ownTimeZone(), ...DEMO_LOGIN });
    return true;
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'sign_up_closed') return false;
    throw error;
  }
}

/** Of this machine, which with a demo is the person's own; a machine may not know its zone. */
function ownTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : 'UTC';
}
