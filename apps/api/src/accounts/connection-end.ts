import type { Grant, Tx } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { appendEvent } from '../events/append-event.ts';
import { isLastAccessToken } from './grant.ts';
import { byTeam } from './mark-grant-revoked.ts';

const DAY_MS = 86_400_000;
/** A refresh token lives for 180 days or longer; it is renewed when less than this is left. */
export const RENEW_WITHIN_MS = 60 * DAY_MS;
/** Not again within this time, should TikTok answer with the same end. */
export const RENEW_PAUSE_MS = 7 * DAY_MS;
/** Time enough to ask the creator. */
const TELL_BEFORE_MS = 14 * DAY_MS;

/**
 * When a connection ends for good. Null while TikTok is expected to prolong it: one that should have been renewed by now
 * and has its old end still will not be.
 */
export function connectionEndsAt(
  grant: Pick<Grant, 'accessTokenExpiresAt' | 'refreshTokenExpiresAt'>,
  now: Date,
): Date | null {
  const { refreshTokenExpiresAt: endsAt } = grant;
  if (isLastAccessToken(grant)) return endsAt;
  return endsAt.getTime() - now.getTime() < RENEW_WITHIN_MS - RENEW_PAUSE_MS ? endsAt : null;
}

/** Tells the teams of each connection that ends within 14 days, once. */
export async function tellConnectionEnds(deps: Deps): Promise<void> {
  const at = deps.clock.now();
  const ending = await deps.db.grant.findMany({
    where: {
      status: 'ACTIVE',
      clientKey: deps.config.tiktok.clientKey,
      refreshTokenExpiresAt: { gt: at, lt: new Date(at.getTime() + TELL_BEFORE_MS) },
      OR: [
        { endToldFor: null },
        { NOT: { endToldFor: { equals: deps.db.grant.fields.refreshTokenExpiresAt } } },
      ],
      accounts: { some: { status: 'ACTIVE' } },
    },
    select: { id: true, refreshTokenExpiresAt: true },
  });
  for (const { id, refreshTokenExpiresAt: endsAt } of ending) {
    await withTransaction(deps.db, async (tx) => {
      const { count } = await tx.grant.updateMany({
        where: {
          id,
          refreshTokenExpiresAt: endsAt,
          OR: [{ endToldFor: null }, { endToldFor: { not: endsAt } }],
        },
        data: { endToldFor: endsAt },
      });
      if (count > 0) await appendConnectionEnds(tx, { grantId: id, endsAt, at });
    });
  }
}

/** Tells every team whose account uses the grant. */
export async function appendConnectionEnds(
  tx: Tx,
  { grantId, endsAt, at }: { grantId: string; endsAt: Date; at: Date },
): Promise<void> {
  const accounts = await tx.account.findMany({
    where: { grantId, status: 'ACTIVE' },
    select: { id: true, teamId: true },
  });
  for (const { id: accountId, teamId } of byTeam(accounts)) {
    const data = { endsAt: endsAt.toISOString() };
    const actor = { kind: 'tiktok' } as const;
    await appendEvent(tx, { teamId, accountId, type: 'account.connection_ends', data, actor, at });
  }
}
