import { setTimeout as sleep } from 'node:timers/promises';
import type { Grant } from '@airdate/db';
import type { UserToken } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { getGrant } from './account.queries.ts';
import { openAccessToken, tokenColumns } from './grant.ts';
import type { RecordedUse } from './record-token-access.ts';
import { reviveAccounts } from './revive-accounts.ts';

const SAVE_TRIES = 6;

/** With this code a refresh gives a grant up; the answer to an earlier refresh may still be on its way. */
export const REFRESH_REFUSED = 'invalid_grant';

/**
 * Saves the pair that a refresh brought, patiently: the old one is void by now. It needs no lease, because a process that
 * was stopped while it waited may be the only one to know the pair that TikTok honours. What decides is whether the
 * tokens it spent are still those of the row: then nothing newer is known, and when another process has given the grant up
 * because the spent tokens were refused, the grant and its accounts come back.
 *
 * @param spent the grant as it was when its tokens were sent
 * @returns false when newer tokens are saved, or the grant ended for another reason
 */
export async function saveRefreshedTokens(
  deps: Deps,
  spent: Grant,
  { token, issuedAt }: { token: UserToken; issuedAt: Date },
  use: RecordedUse,
): Promise<boolean> {
  let known = spent;
  for (let tries = 1; ; tries++) {
    try {
      if (await saveOver(deps, known, token, issuedAt)) return true;
      const present = await getGrant(deps.db, spent.id);
      const isResealed =
        present.sealedAccessToken !== known.sealedAccessToken &&
        openAccessToken(deps.keyring, present, use) === openAccessToken(deps.keyring, spent, use);
      if (!isResealed) return false;
      known = present;
    } catch (error) {
      if (tries === SAVE_TRIES) throw error;
      deps.log.error({ err: error, grantId: spent.id }, 'saving refreshed tokens failed; trying again');
      await sleep(100 * 2 ** tries);
    }
  }
}

function saveOver(
  deps: Deps,
  { id, sealedAccessToken }: Grant,
  token: UserToken,
  issuedAt: Date,
): Promise<boolean> {
  const at = deps.clock.now();
  return withTransaction(deps.db, async (tx) => {
    const { count } = await tx.grant.updateMany({
      where: {
        id,
        sealedAccessToken,
        OR: [{ status: 'ACTIVE' }, { status: 'REVOKED', revokedCode: REFRESH_REFUSED }],
      },
      data: {
        ...tokenColumns(deps.keyring, id, token, issuedAt),
        status: 'ACTIVE',
        revokedAt: null,
        revokedCode: null,
        refreshLeaseToken: null,
        refreshLeaseExpiresAt: null,
      },
    });
    if (count > 0) await reviveAccounts(tx, { grantId: id, scopes: token.scopes, at });
    return count > 0;
  });
}
