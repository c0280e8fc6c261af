import type { Creator } from '../world/entities.ts';
import { newAuthorizationCode } from '../world/ids.ts';
import type { World } from '../world/world.ts';

/**
 * A code for the creator, without a browser.
 *
 * @returns the authorization code, which the token endpoint accepts once
 */
export function issueCode(
  world: World,
  input: { creator: Creator; scopes: string[]; redirectUri: string; codeChallenge?: string | null },
): string {
  const { code } = world.store.codes.put({
    code: newAuthorizationCode(),
    openId: input.creator.openId,
    scopes: input.scopes,
    redirectUri: input.redirectUri,
    codeChallenge: input.codeChallenge ?? null,
    expiresAtMs: world.clock.now() + world.settings.codeLifetimeSeconds * 1000,
    usedAtMs: null,
  });
  return code;
}
