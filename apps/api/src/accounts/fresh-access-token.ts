import type { Grant } from '@airdate/db';
import { TikTokError } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import { getGrant, readGrant } from './account.queries.ts';
import { isStale, openAccessToken } from './grant.ts';
import { type RecordedUse, recordTokenAccess, type TokenUse } from './record-token-access.ts';
import { refreshGrant } from './refresh-grant.ts';
import { needsReconnect } from './tiktok-refusal.ts';

/**
 * An access token that lives for some minutes at least. Ask again for every call: with two-hour tokens a long upload can
 * outlive one. Never call this inside a transaction.
 *
 * @param use recorded before the token is unsealed
 * @throws ConflictError `account_needs_reconnect` when only a new consent helps
 * @throws TikTokRefusedError `tiktok_unreachable` (retryable) when a needed refresh got no answer; the account stays as
 *   it is
 */
export async function freshAccessToken(deps: Deps, grantId: string, use: TokenUse): Promise<string> {
  const { accessToken } = await unsealFresh(deps, grantId, use);
  return accessToken;
}

/**
 * Runs `work` with a fresh access token. When TikTok calls the token invalid all the same, refreshes once and runs
 * `work` once more, so `work` must be fit to run twice after such an answer.
 *
 * @throws everything {@link freshAccessToken} and `work` throw; a token that is refused right after its refresh ends
 *   with TikTok's own error, because a grant is only given up on TikTok's word about the grant
 */
export async function withAccessToken<T>(
  deps: Deps,
  grantId: string,
  use: TokenUse,
  work: (accessToken: string) => Promise<T>,
): Promise<T> {
  const { accessToken, recorded } = await unsealFresh(deps, grantId, use);
  try {
    return await work(accessToken);
  } catch (error) {
    if (!(error instanceof TikTokError) || error.disposition !== 'REFRESH') throw error;
  }
  const grant = await getGrant(deps.db, grantId);
  if (isVoid(deps, grant)) throw needsReconnect();
  const present = openAccessToken(deps.keyring, grant, recorded);
  // Somebody else may have refreshed while `work` ran.
  return work(present === accessToken ? await refreshGrant(deps, grant, use, { isRefused: true }) : present);
}

async function unsealFresh(
  deps: Deps,
  grantId: string,
  use: TokenUse,
): Promise<{ accessToken: string; recorded: RecordedUse }> {
  const grant = await readGrant(deps.db, grantId);
  if (isVoid(deps, grant)) throw needsReconnect();
  const recorded = await recordTokenAccess(deps, grantId, use);
  const accessToken = isStale(grant, deps.clock.now())
    ? await refreshGrant(deps, grant, use)
    : openAccessToken(deps.keyring, grant, recorded);
  return { accessToken, recorded };
}

/** Revoked, or given to another app: that of a demo, or the one this installation used before. */
function isVoid({ config }: Deps, { status, clientKey }: Grant): boolean {
  return status === 'REVOKED' || clientKey !== config.tiktok.clientKey;
}
