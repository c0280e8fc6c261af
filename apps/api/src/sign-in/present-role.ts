import type { Role } from '@airdate/db';
import { type Actor, lowerRole } from '../context.ts';
import type { Deps } from '../deps.ts';
import { isLockedOut } from './demo-user.ts';

type KeyRole = { teamId: string; createdById: string | null; role: Role };

/** What a key may do now: never more than the person who made it. Null when that person has left the team. */
export async function presentRoleOfKey(deps: Deps, key: KeyRole): Promise<Role | null> {
  if (!key.createdById) return key.role;
  const maker = await presentRoleOfUser(deps, key.teamId, key.createdById);
  return maker && lowerRole(key.role, maker);
}

/** What the maker of something may do in the team now; null when that is nothing any more. */
export async function presentRole(deps: Deps, teamId: string, actor: Actor): Promise<Role | null> {
  if (actor.kind === 'user') return presentRoleOfUser(deps, teamId, actor.id);
  if (actor.kind !== 'apiKey') return null;
  const key = await deps.db.apiKey.findFirst({ where: { id: actor.id, teamId, revokedAt: null } });
  if (!key || (key.expiresAt && key.expiresAt <= deps.clock.now())) return null;
  return presentRoleOfKey(deps, key);
}

async function presentRoleOfUser(deps: Deps, teamId: string, userId: string): Promise<Role | null> {
  const member = await deps.db.member.findUnique({
    where: { teamId_userId: { teamId, userId } },
    select: { role: true, user: { select: { demo: true } } },
  });
  return member && !isLockedOut(deps, member.user) ? member.role : null;
}
