import type { UserToken } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { tokenColumns } from './grant.ts';
import { reviveAccounts } from './revive-accounts.ts';

/**
 * Saves the tokens of a new consent before anything is done with them. There is one grant per creator and app: when other
 * teams' accounts were waiting for a reconnect, the new consent serves them too.
 *
 * A refresh that is under way loses its lease, and so cannot put older tokens over these.
 *
 * @param connectingTeamId its own account is brought back by the caller
 * @returns the grant's id
 */
export async function saveGrant(
  deps: Deps,
  input: { token: UserToken; issuedAt: Date; connectingTeamId: string },
): Promise<string> {
  const { token, issuedAt, connectingTeamId } = input;
  const { clientKey } = deps.config.tiktok;
  const { openId, scopes } = token;
  const at = deps.clock.now();
  const alive = {
    status: 'ACTIVE',
    revokedAt: null,
    revokedCode: null,
    refreshLeaseToken: null,
    refreshLeaseExpiresAt: null,
    nextGiveBackAt: null,
    giveBackTries: 0,
  } as const;

  return withTransaction(deps.db, async (tx) => {
    // Tokens are sealed for their row, so the row comes first.
    const { id } = await tx.grant.upsert({
      where: { clientKey_openId: { clientKey, openId } },
      create: {
        ...tokenColumns(deps.keyring, '', token, issuedAt),
        clientKey,
        openId,
      },
      update: {},
      select: { id: true },
    });
    await tx.grant.update({
      where: { id },
      data: { ...alive, consentedAt: at, ...tokenColumns(deps.keyring, id, token, issuedAt) },
    });
    await reviveAccounts(tx, {
      grantId: id,
      scopes,
      at,
      connectedAt: at,
      exceptTeamId: connectingTeamId,
    });
    return id;
  });
}
