import type { UserToken } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { tokenColumns } from './grant.ts';
import { byTeam } from './mark-grant-revoked.ts';

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
    const others = await tx.account.updateManyAndReturn({
      where: { grantId: id, status: 'RECONNECT_REQUIRED', teamId: { not: connectingTeamId } },
      data: { status: 'ACTIVE', connectedAt: at },
    });
    for (const { id: accountId, teamId, username, nickname } of byTeam(others)) {
      const data = { username, nickname, scopes };
      await appendEvent(tx, {
        teamId,
        accountId,
        type: 'account.reconnected',
        data,
        // The person belongs to another team, whose members are none of this team's business.
        actor: { kind: 'system' },
        at,
      });
    }
    return id;
  });
}
