import { newId } from '../storage/new-id.ts';
import type { Creator, Grant, Token } from '../world/entities.ts';
import { newAccessToken, newRefreshToken } from '../world/ids.ts';
import { TOKEN_LIFETIMES } from '../world/settings.ts';
import type { World } from '../world/world.ts';

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
