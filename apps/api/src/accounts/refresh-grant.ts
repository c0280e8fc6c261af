import { setTimeout as sleep } from 'node:timers/promises';
import type { Grant } from '@airdate/db';
import { TikTokError, type UserToken } from '@airdate/tiktok';
import type { Deps } from '../deps.ts';
import { TikTokRefusedError } from '../errors.ts';
import { getGrant } from './account.queries.ts';
import { openAccessToken, openRefreshToken, tokenColumns } from './grant.ts';
import { markGrantRevoked } from './mark-grant-revoked.ts';
import { type RecordedUse, recordTokenAccess, type TokenUse } from './record-token-access.ts';
import { type RefreshLease, takeRefreshLease } from './refresh-lease.ts';
import { needsReconnect, toTikTokRefusal } from './tiktok-refusal.ts';

const WAIT_LIMIT_MS = 20_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;
const SAVE_TRIES = 6;

/**
 * Trades a grant's tokens for new ones, once for everybody who asks at the same time in any process: one caller holds a
 * lease on the row and calls TikTok, the others wait for what it saves. TikTok voids the old refresh token with each
 * refresh, so two at once would lose the grant, and so would an answer that is used but not saved.
 *
 * @param stale the grant as it was read; when its tokens have been replaced since, the new access token is returned
 * @param cause on whose behalf, for the record
 * @returns the new access token
 * @throws ConflictError `account_needs_reconnect` when TikTok refuses the refresh token; the grant is revoked then
 * @throws TikTokRefusedError `tiktok_unreachable` or `tiktok_refused` when there is no new token for another reason
 */
export async function refreshGrant(
  deps: Deps,
  stale: Grant,
  cause: Omit<TokenUse, 'purpose'>,
): Promise<string> {
  const startedMs = performance.now();
  let recorded: RecordedUse | undefined;
  const record = async () =>
    (recorded ??= await recordTokenAccess(deps, stale.id, { ...cause, purpose: 'REFRESH' }));
  let holder: string | null = null;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const grant = await getGrant(deps.db, stale.id);
    if (grant.status === 'REVOKED') throw needsReconnect();
    if (grant.sealedAccessToken !== stale.sealedAccessToken) {
      const use = await record();
      const present = openAccessToken(deps.keyring, grant, use);
      // A rotation of keys seals the same token anew.
      if (present !== openAccessToken(deps.keyring, stale, use)) return present;
    }
    // The holder gave up: share its failure instead of asking TikTok the same once more.
    if (holder !== null && grant.refreshLeaseToken === null) throw noAnswer();
    holder = grant.refreshLeaseToken;

    const lease = await takeRefreshLease(deps, grant);
    if (lease) return refreshHolding(deps, grant, lease, record);
    if (performance.now() - startedMs > WAIT_LIMIT_MS) throw noAnswer();
    await sleep(pauseMs * (0.5 + Math.random() / 2));
  }
}

async function refreshHolding(
  deps: Deps,
  grant: Grant,
  lease: RefreshLease,
  record: () => Promise<RecordedUse>,
): Promise<string> {
  try {
    return await refresh(deps, grant, lease, await record());
  } finally {
    await lease.release();
  }
}

async function refresh(deps: Deps, grant: Grant, lease: RefreshLease, use: RecordedUse): Promise<string> {
  const refreshToken = openRefreshToken(deps.keyring, grant, use);
  const issuedAt = deps.clock.now();
  let token: UserToken;
  try {
    token = await askTwice(deps, refreshToken);
  } catch (error) {
    if (!(error instanceof TikTokError)) throw error;
    const { code, logId } = error;
    deps.log.warn({ grantId: grant.id, code, logId }, 'TikTok did not refresh a token');
    if (code !== 'invalid_grant') throw toTikTokRefusal(error, deps.clock.now());
    await markGrantRevoked(deps, {
      grantId: grant.id,
      code,
      actor: { kind: 'tiktok' },
      leaseToken: lease.token,
    });
    throw needsReconnect(error);
  }
  const saved = await save(deps, grant.id, lease.token, token, issuedAt);
  if (saved) return token.accessToken;

  // A new consent came in meanwhile, or the creator took the permission back.
  const present = await getGrant(deps.db, grant.id);
  if (present.status === 'REVOKED') throw needsReconnect();
  return openAccessToken(deps.keyring, present, use);
}

/**
 * After a lost answer the old refresh token may be spent or not; asking once more tells. Never aborted, because an answer
 * that nobody waits for is a lost grant.
 */
async function askTwice(deps: Deps, refreshToken: string): Promise<UserToken> {
  try {
    return await deps.tiktok.refreshToken({ refreshToken });
  } catch (error) {
    const lost = error instanceof TikTokError && error.mayHaveHadEffect && error.disposition === 'RETRY';
    if (!lost) throw error;
    return await deps.tiktok.refreshToken({ refreshToken });
  }
}

/**
 * Saves the new pair, patiently: the old one is void by now.
 *
 * @returns false when the lease is not held any more
 */
async function save(
  deps: Deps,
  grantId: string,
  leaseToken: string,
  token: UserToken,
  issuedAt: Date,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      const { count } = await deps.db.grant.updateMany({
        where: { id: grantId, status: 'ACTIVE', refreshLeaseToken: leaseToken },
        data: {
          ...tokenColumns(deps.keyring, grantId, token, issuedAt),
          refreshLeaseToken: null,
          refreshLeaseExpiresAt: null,
        },
      });
      return count > 0;
    } catch (error) {
      if (tries === SAVE_TRIES) throw error;
      deps.log.error({ err: error, grantId }, 'saving refreshed tokens failed; trying again');
      await sleep(100 * 2 ** tries);
    }
  }
}

function noAnswer(): TikTokRefusedError {
  return new TikTokRefusedError('tiktok_unreachable', {
    message: 'TikTok did not renew the connection in time.',
    nextStep: 'Try again shortly.',
  });
}
