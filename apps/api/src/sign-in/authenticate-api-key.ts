import { timingSafeEqual } from 'node:crypto';
import type { Deps } from '../deps.ts';
import { hashApiKeySecret, parseApiKey } from '../teams/api-key.ts';
import { apiKeyStatus } from '../teams/api-key-status.ts';
import type { Viewer } from '../teams/viewer.ts';
import { presentRoleOfKey } from './present-role.ts';

/** `lastUsedAt` is this exact; writing it for every request would cost a write per read. */
const LAST_USED_PRECISION_MS = 60_000;

export type KeyRefusal = 'malformed' | 'unknown' | 'revoked' | 'expired' | 'maker_left';

/**
 * Who a key speaks for. A key never does more than the person who made it may do now, and stops working when that
 * person leaves the team.
 *
 * @param onRefused told why a key opens nothing, for the log alone
 * @returns null for a key that is malformed, unknown, wrong, expired or revoked; callers cannot tell which
 */
export async function authenticateApiKey(
  deps: Deps,
  text: string,
  onRefused: (reason: KeyRefusal, keyId?: string) => void = () => {},
): Promise<Viewer | null> {
  const parts = parseApiKey(text);
  if (!parts) return refused(onRefused, 'malformed');
  const key = await deps.db.apiKey.findUnique({ where: { prefix: parts.prefix } });
  if (!key || !timingSafeEqual(key.secretHash, hashApiKeySecret(parts.secret)))
    return refused(onRefused, 'unknown');

  const now = deps.clock.now();
  const status = apiKeyStatus(key, now);
  if (status !== 'active') return refused(onRefused, status, key.id);
  const role = await presentRoleOfKey(deps, key);
  if (!role) return refused(onRefused, 'maker_left', key.id);

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
    scopes: key.scopes,
    isTest: key.isTest,
    expiresAt: key.expiresAt,
    grounds: key.createdById ? [`apiKey:${key.id}`, `user:${key.createdById}`] : [`apiKey:${key.id}`],
  };
}

function refused(
  onRefused: (reason: KeyRefusal, keyId?: string) => void,
  ...why: [reason: KeyRefusal, keyId?: string]
): null {
  onRefused(...why);
  return null;
}
