import type { Grant } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendConnectionEnds } from './connection-end.ts';
import { openAccessToken } from './grant.ts';
import type { RecordedUse } from './record-token-access.ts';
import type { RefreshLease } from './refresh-lease.ts';

/** The grant as it is when its refresh token is spent: it ends with its access token. */
export function asLast(grant: Grant): Grant {
  return { ...grant, refreshTokenExpiresAt: grant.accessTokenExpiresAt };
}

/**
 * TikTok refused the refresh token, because the answer to an earlier refresh was lost, and still honours the access token:
 * it is used to its end, and each team that shares the grant is told when that is.
 *
 * @returns the access token; null when the lease is not held any more
 */
export async function markLastAccessToken(
  deps: Deps,
  grant: Grant,
  { lease, use }: { lease: RefreshLease; use: RecordedUse },
): Promise<string | null> {
  const { id, accessTokenExpiresAt: endsAt } = grant;
  const isMarked = await withTransaction(deps.db, async (tx) => {
    const { count } = await tx.grant.updateMany({
      where: { id, status: 'ACTIVE', refreshLeaseToken: lease.token },
      data: { refreshTokenExpiresAt: endsAt, endToldFor: endsAt },
    });
    if (count === 0) return false;
    await appendConnectionEnds(tx, { grantId: id, endsAt, at: deps.clock.now() });
    return true;
  });
  return isMarked ? openAccessToken(deps.keyring, grant, use) : null;
}
