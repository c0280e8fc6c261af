import type { Grant, Tx } from '@airdate/db';
import { TikTokError } from '@airdate/tiktok';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError, TikTokRefusedError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import type { EventPayloads } from '../events/event-types.ts';
import { getGrant } from './account.queries.ts';
import { openAccessToken } from './grant.ts';
import { recordTokenAccess } from './record-token-access.ts';
import { refreshGrant } from './refresh-grant.ts';

type Outcome = EventPayloads['account.permission_given_back']['outcome'];
type GrantToGiveBack = Grant & { nextGiveBackAt: Date };

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
const USE = { actor: { kind: 'system' }, teamId: null } as const;

/** The condition under which nobody uses a grant any more. */
const UNUSED = { accounts: { none: { status: { not: 'DISCONNECTED' } } } } as const;

/**
 * Gives the permissions back to TikTok that no team uses any more, each until TikTok has taken it back or it is proven to
 * be over; then its tokens are erased. What gets no answer, or a refusal, comes again after pauses from a minute to six
 * hours. Several processes may run it at once.
 */
export async function giveBackGrants(deps: Deps): Promise<void> {
  for (let grant = await claimNext(deps); grant; grant = await claimNext(deps)) {
    try {
      await end(deps, grant, await tellTikTok(deps, grant));
    } catch (error) {
      if (!(error instanceof TikTokError) && !(error instanceof TikTokRefusedError)) throw error;
      const code = error instanceof TikTokError ? error.code : (error.tiktokCode ?? error.code);
      deps.log.warn({ grantId: grant.id, code, logId: error.logId }, 'a permission could not be given back');
      if (grant.refreshTokenExpiresAt <= deps.clock.now()) await end(deps, grant, 'expired');
      else await tellFirstFailure(deps, grant, code);
    }
  }
}

/** @returns a grant that is due, with its next time set already, so that nobody else takes it now */
async function claimNext({ db, clock }: Deps): Promise<GrantToGiveBack | null> {
  for (;;) {
    const now = clock.now();
    const due = await db.grant.findFirst({
      where: { nextGiveBackAt: { lte: now }, ...UNUSED },
      orderBy: { nextGiveBackAt: 'asc' },
    });
    if (!due) return null;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** due.giveBackTries, LONGEST_PAUSE_MS);
    const nextGiveBackAt = new Date(now.getTime() + pauseMs);
    const { count } = await db.grant.updateMany({
      where: { id: due.id, nextGiveBackAt: due.nextGiveBackAt, ...UNUSED },
      data: { nextGiveBackAt, giveBackTries: { increment: 1 } },
    });
    if (count > 0) return { ...due, nextGiveBackAt };
  }
}

/** @throws TikTokError | TikTokRefusedError when it has to be tried again */
async function tellTikTok(deps: Deps, grant: Grant): Promise<Outcome> {
  // Only the app that was given the permission can give it back.
  if (grant.status === 'REVOKED' || grant.clientKey !== deps.config.tiktok.clientKey) return 'ended_before';
  const recorded = await recordTokenAccess(deps, grant.id, { ...USE, purpose: 'REVOKE' });
  const accessToken = openAccessToken(deps.keyring, grant, recorded);
  if (grant.accessTokenExpiresAt > deps.clock.now() && (await revoke(deps, accessToken))) return 'given_back';
  // That the access token is dead does not say that the permission is: a refresh tells.
  try {
    const renewed = await refreshGrant(deps, grant, USE, { isRefused: true });
    return (await revoke(deps, renewed)) ? 'given_back' : 'ended_before';
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const present = await getGrant(deps.db, grant.id);
    if (present.status === 'REVOKED') return 'ended_before';
    throw error;
  }
}

/** @returns false when TikTok does not know the token (any more) */
async function revoke(deps: Deps, accessToken: string): Promise<boolean> {
  try {
    await deps.tiktok.revokeToken({ accessToken });
    return true;
  } catch (error) {
    const isVoid =
      error instanceof TikTokError &&
      (error.code === 'invalid_grant' || error.code === 'access_token_invalid');
    if (isVoid) return false;
    throw error;
  }
}

/** Unless a team has connected the creator again meanwhile. */
async function end(deps: Deps, { id, nextGiveBackAt }: GrantToGiveBack, outcome: Outcome): Promise<void> {
  const at = deps.clock.now();
  await withTransaction(deps.db, async (tx) => {
    const { count } = await tx.grant.updateMany({
      where: { id, nextGiveBackAt },
      data: {
        status: 'REVOKED',
        revokedAt: at,
        revokedCode: 'disconnected',
        sealedAccessToken: null,
        sealedRefreshToken: null,
        refreshLeaseToken: null,
        refreshLeaseExpiresAt: null,
        nextGiveBackAt: null,
        giveBackTries: 0,
      },
    });
    if (count === 0) return;
    await tx.storedCreatorInfo.deleteMany({ where: { grantId: id } });
    const account = await lastAccount(tx, id);
    const data = { outcome };
    await appendEvent(tx, {
      ...account,
      type: 'account.permission_given_back',
      data,
      actor: { kind: 'system' },
      at,
    });
  });
}

/** Once, and not at each of the tries that follow. */
async function tellFirstFailure(deps: Deps, grant: GrantToGiveBack, code: string): Promise<void> {
  if (grant.giveBackTries > 0) return;
  await withTransaction(deps.db, async (tx) => {
    const account = await lastAccount(tx, grant.id);
    await appendEvent(tx, {
      ...account,
      type: 'account.permission_not_given_back',
      data: { code, retryAt: grant.nextGiveBackAt.toISOString() },
      actor: { kind: 'tiktok' },
      at: deps.clock.now(),
    });
  });
}

/** The one that left last: when the others left is none of its team's business, and the other way round. */
async function lastAccount(tx: Tx, grantId: string): Promise<{ accountId: string; teamId: string }> {
  const { id: accountId, teamId } = await tx.account.findFirstOrThrow({
    where: { grantId },
    orderBy: [{ disconnectedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }],
    select: { id: true, teamId: true },
  });
  return { accountId, teamId };
}
