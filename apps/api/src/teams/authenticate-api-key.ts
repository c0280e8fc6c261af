import { timingSafeEqual } from 'node:crypto';
import type { Role } from '@airdate/db';
import { lowerRole } from '../context.ts';
import type { Deps } from '../deps.ts';
import { hashApiKeySecret, parseApiKey } from './api-key.ts';
import { isLockedOut } from './demo-user.ts';
import type { Viewer } from './viewer.ts';

/** `lastUsedAt` is this exact; writing it for every request would cost a write per read. */
const LAST_USED_PRECISION_MS = 60_000;

/**
 * Who a key speaks for. A key never does more than the person who made it may do now, and stops working when that
 * person leaves the team.
 *
 * @returns null for a key that is malformed, unknown, wrong, expired or revoked; callers cannot tell which
 */
export async function authenticateApiKey(deps: Deps, text: string): Promise<Viewer | null> {
  const parts = parseApiKey(text);
  if (!parts) return null;
  const key = await deps.db.apiKey.findUnique({ where: { prefix: parts.prefix } });
  if (!key || !timingSafeEqual(key.secretHash, hashApiKeySecret(parts.secret))) return null;

  const now = deps.clock.now();
  if (key.revokedAt || (key.expiresAt && key.expiresAt <= now)) return null;
  const role = await presentRole(deps, key);
  if (!role) return null;

  const before = new Date(now.getTime() - LAST_USED_PRECISION_MS);
  if (!key.lastUsedAt || key.lastUsedAt < before) {
    await deps.db.apiKey.updateMany({
      where: { id: key.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] },
      data: { lastUsedAt: now },
    });
  }
  return {
    actor: { kind: 'apiKey', id: key.id },
    userId: null,
    sessionId: null,
    teamId: key.teamId,
    role,
    expiresAt: key.expiresAt,
    grounds: key.createdById ? [`apiKey:${key.id}`, `user:${key.createdById}`] : [`apiKey:${key.id}`],
  };
}

async function presentRole(
  deps: Deps,
  key: { teamId: string; createdById: string | null; role: Role },
): Promise<Role | null> {
  if (!key.createdById) return key.role;
  const creator = await deps.db.member.findUnique({
    where: { teamId_userId: { teamId: key.teamId, userId: key.createdById } },
    select: { role: true, user: { select: { demo: true } } },
  });
  if (!creator || isLockedOut(deps, creator.user)) return null;
  return lowerRole(key.role, creator.role);
}
