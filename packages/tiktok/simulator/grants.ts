import type { Creator, Grant, Token } from './entities.ts';
import { newAccessToken, newId, newRefreshToken } from './ids.ts';
import { failTask } from './publish/fail-task.ts';
import { TOKEN_LIFETIMES } from './settings.ts';
import { emitWebhook } from './webhook-sender.ts';
import type { World } from './world.ts';

/** Reasons of `authorization.removed`, as numbered by "Webhook Events". */
export const REMOVAL_REASONS = {
  unknown: 0,
  userDisconnected: 1,
  accountDeleted: 2,
  ageChanged: 3,
  accountBanned: 4,
  developerRevoked: 5,
} as const;

export type IssuedTokens = {
  access: Token;
  refresh: Token;
};

export function createGrant(world: World, openId: string, scopes: string[]): Grant {
  return world.store.grants.put({ id: newId(), openId, scopes, grantedAtMs: world.clock.now() });
}

/** A fresh pair for a grant, with the lifetimes of the token profile. */
export function issueTokens(world: World, grant: Grant): IssuedTokens {
  const { accessSeconds, refreshSeconds } = TOKEN_LIFETIMES[world.settings.profile];
  const now = world.clock.now();
  const { tokens } = world.store;
  const base = { grantId: grant.id, spentAtMs: null };
  return world.store.together(() => ({
    access: tokens.put({
      ...base,
      token: newAccessToken(),
      kind: 'access',
      expiresAtMs: now + accessSeconds * 1000,
    }),
    refresh: tokens.put({
      ...base,
      token: newRefreshToken(),
      kind: 'refresh',
      expiresAtMs: now + refreshSeconds * 1000,
    }),
  }));
}

/** The grant behind a token that is alive now, or undefined. */
export function liveGrant(world: World, kind: Token['kind'], value: string): Grant | undefined {
  const token = world.store.tokens.get(value);
  if (token === undefined || token.kind !== kind || token.spentAtMs !== null) return undefined;
  return token.expiresAtMs > world.clock.now() ? world.store.grants.get(token.grantId) : undefined;
}

/** Whose token this is, dead or alive. */
export function ownerOf(world: World, value: string): Creator | undefined {
  const token = world.store.tokens.get(value);
  const grant = token && world.store.grants.get(token.grantId);
  return grant && world.store.creatorByOpenId(grant.openId);
}

/**
 * Ends every grant of a creator: tokens die, tasks under way fail with `auth_removed`, and
 * `authorization.removed` is sent.
 */
export function removeAuthorization(world: World, openId: string, reason: number): void {
  const { grants, tokens, tasks, codes } = world.store;
  world.store.together(() => {
    const ended = new Set(grants.filter((grant) => grant.openId === openId).map((grant) => grant.id));
    for (const token of tokens.filter((each) => ended.has(each.grantId))) tokens.delete(token.token);
    for (const code of codes.filter((each) => each.openId === openId)) codes.delete(code.code);
    for (const id of ended) grants.delete(id);
    for (const task of tasks.filter((each) => each.openId === openId))
      if (task.status.startsWith('PROCESSING')) failTask(world, task, 'auth_removed');
    if (ended.size > 0) emitWebhook(world, { event: 'authorization.removed', openId, content: { reason } });
  });
  world.changed();
}
