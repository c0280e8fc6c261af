import { setTimeout as sleep } from 'node:timers/promises';
import type { Grant } from '@airdate/db';
import { TikTokError, type UserToken } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import { TikTokRefusedError } from '../errors.ts';
import { getGrant } from './account.queries.ts';
import { isLastAccessToken, isStale, openAccessToken, openRefreshToken } from './grant.ts';
import { markGrantRevoked } from './mark-grant-revoked.ts';
import { asLast, markLastAccessToken } from './mark-last-access-token.ts';
import { type RecordedUse, recordTokenAccess, type TokenUse } from './record-token-access.ts';
import { type RefreshLease, takeRefreshLease } from './refresh-lease.ts';
import { REFRESH_REFUSED, saveRefreshedTokens } from './save-refreshed-tokens.ts';
import { needsReconnect, toTikTokRefusal } from './tiktok-refusal.ts';

const WAIT_LIMIT_MS = 20_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;

/**
 * Trades a grant's tokens for new ones, once for everybody who asks at the same time in any process: one caller holds a
 * lease on the row and calls TikTok, the others wait for what it saves. TikTok voids the old refresh token with each
 * refresh, so two at once would lose the grant, and so would an answer that is used but not saved. Of a process that ends
 * or is stopped on the way, another takes over within 5 s.
 *
 * @param stale the grant as it was read; when its tokens have been replaced since, the new access token is returned
 * @param cause on whose behalf, for the record
 * @param options.isRefused whether TikTok refused the access token of `stale`
 * @returns the new access token; the old one while it lives, should TikTok refuse the refresh token alone
 * @throws ConflictError `account_needs_reconnect` when TikTok refuses the refresh token; the grant is revoked then
 * @throws TikTokRefusedError `tiktok_unreachable` or `tiktok_refused` when there is no new token for another reason
 */
export async function refreshGrant(
  deps: Deps,
  stale: Grant,
  cause: Omit<TokenUse, 'purpose'>,
  { isRefused = false } = {},
): Promise<string> {
  const startedMs = performance.now();
  let recorded: RecordedUse | undefined;
  const record = async () =>
    (recorded ??= await recordTokenAccess(deps, stale.id, { ...cause, purpose: 'REFRESH' }));
  /** As it was when somebody else held the lease. */
  let awaited: Grant | null = null;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const grant = await getGrant(deps.db, stale.id);
    if (grant.status === 'REVOKED') throw needsReconnect();
    if (grant.sealedAccessToken !== stale.sealedAccessToken) {
      const use = await record();
      const present = openAccessToken(deps.keyring, grant, use);
      // A rotation of keys seals the same token anew.
      if (present !== openAccessToken(deps.keyring, stale, use)) return present;
    }
    if (!isRefused && isLastAccessToken(grant) && !isStale(grant, deps.clock.now()))
      return openAccessToken(deps.keyring, grant, await record());
    // The holder gave up: share its failure instead of asking TikTok the same once more.
    const isSame = awaited?.sealedAccessToken === grant.sealedAccessToken;
    if (isSame && grant.refreshLeaseToken === null) throw noAnswer();

    const lease = await takeRefreshLease(deps, grant);
    awaited = lease ? null : grant;
    if (lease) {
      const token = await refreshHolding(deps, { grant, lease, isRefused }, record);
      if (token !== null) return token;
    }
    if (performance.now() - startedMs > WAIT_LIMIT_MS) throw noAnswer();
    await sleep(pauseMs * (0.5 + Math.random() / 2));
  }
}

/** @returns null when it is left to whoever holds the lease now, or has saved newer tokens */
async function refreshHolding(
  deps: Deps,
  { grant, lease, isRefused }: { grant: Grant; lease: RefreshLease; isRefused: boolean },
  record: () => Promise<RecordedUse>,
): Promise<string | null> {
  try {
    const use = await record();
    const issuedAt = deps.clock.now();
    const token = await ask(deps, lease, openRefreshToken(deps.keyring, grant, use));
    if (!token) return null;
    const isSaved = await saveRefreshedTokens(deps, grant, { token, issuedAt }, use);
    return isSaved ? token.accessToken : null;
  } catch (error) {
    if (!(error instanceof TikTokError)) throw error;
    const { code, logId } = error;
    deps.log.warn({ grantId: grant.id, code, logId }, 'TikTok did not refresh a token');
    if (code !== REFRESH_REFUSED) throw toTikTokRefusal(error, deps.clock.now());
    const mayGoOn = !isRefused && !isStale(asLast(grant), deps.clock.now());
    if (mayGoOn) return await markLastAccessToken(deps, grant, { lease, use: await record() });
    const isRevoked = await markGrantRevoked(deps, {
      grantId: grant.id,
      code,
      actor: { kind: 'tiktok' },
      leaseToken: lease.token,
    });
    if (isRevoked) throw needsReconnect(error);
    return null;
  } finally {
    await lease.release();
  }
}

/**
 * After a lost answer the old refresh token may be spent or not; asking once more tells. Never aborted, because an answer
 * that nobody waits for is a lost grant. Whoever was stopped on the way asks nothing: another process has taken over.
 *
 * @returns null when the lease may be somebody else's
 */
async function ask(deps: Deps, lease: RefreshLease, refreshToken: string): Promise<UserToken | null> {
  if (!lease.isFresh()) return null;
  try {
    return await deps.tiktok.refreshToken({ refreshToken });
  } catch (error) {
    const lost = error instanceof TikTokError && error.mayHaveHadEffect && error.disposition === 'RETRY';
    if (!lost) throw error;
    return lease.isFresh() ? await deps.tiktok.refreshToken({ refreshToken }) : null;
  }
}

function noAnswer(): TikTokRefusedError {
  return new TikTokRefusedError('tiktok_unreachable', {
    message: 'TikTok did not renew the connection in time.',
    nextStep: 'Try again shortly.',
  });
}
