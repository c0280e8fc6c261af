import { randomUUID } from 'node:crypto';
import type { Account, ConnectAttempt } from '@airdate/db';
import { type AuthorizeCallback, errorRow, TikTokError, type UserToken } from '@airdate/tiktok';
import { actInTeam, requireRole, type TeamContext, withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ForbiddenError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { globalId } from '../global-id.ts';
import { presentRole } from '../sign-in/present-role.ts';
import { hashState, redirectUri } from './connect-attempt.ts';
import { contextOfLink, noteLinkFailure, useLink } from './connect-by-link.ts';
import { canPost, missingScopes } from './grant.ts';
import { type Profile, readProfile } from './read-profile.ts';
import { recordTokenAccess } from './record-token-access.ts';
import { saveGrant } from './save-grant.ts';
import type { BrowserSession } from './start-connect.ts';
import { storeAvatar } from './store-avatar.ts';

/** Why no account was connected. */
type ConnectFailure =
  /** The creator, or TikTok, declined. */
  | 'access_denied'
  /** Unknown, used before, or begun in another browser. */
  | 'state_invalid'
  /** The consent page stood open for more than ten minutes. */
  | 'state_expired'
  /** Nothing that was granted lets us post. */
  | 'scopes_missing'
  /** May work in a moment. */
  | 'tiktok_unavailable'
  /** TikTok refused; the log has its code and log_id. */
  | 'exchange_failed'
  /** Who connects, or made the link, may not connect accounts for this team (any more). */
  | 'forbidden'
  /** The link was used, revoked or expired meanwhile. */
  | 'link_over';

export type ConnectOutcome =
  | { ok: true; account: Account; missingScopes: string[] }
  | { ok: false; reason: ConnectFailure; missingScopes?: string[] };

/** By what a browser shows that a trip is its own. */
export type TripOwner = {
  session: BrowserSession | null;
  /** What a browser that opened a link was given. */
  linkBrowserId: string | null;
};

const UNKNOWN_NICKNAME = 'TikTok account';

/**
 * Ends a trip through TikTok's consent page. The state is checked and used up first, whatever came back with it. A creator
 * who granted some scopes only is connected as long as something can be posted.
 */
export async function finishConnect(
  deps: Deps,
  input: { callback: AuthorizeCallback; owner: TripOwner },
): Promise<ConnectOutcome & { byLink: boolean }> {
  const { callback, owner } = input;
  const attempt = await useAttempt(deps, callback.state, owner);
  if (typeof attempt === 'string') return { ok: false, reason: attempt, byLink: !owner.session };
  const outcome = await endTrip(deps, attempt, callback);
  const { linkId } = attempt;
  if (linkId && !outcome.ok && outcome.reason !== 'link_over') {
    await noteLinkFailure(deps, linkId, { reason: outcome.reason, used: callback.ok });
  }
  return { ...outcome, byLink: linkId !== null };
}

async function endTrip(
  deps: Deps,
  attempt: ConnectAttempt,
  callback: AuthorizeCallback,
): Promise<ConnectOutcome> {
  if (!callback.ok) {
    deps.log.warn({ code: callback.code }, 'TikTok sent a person back without a permission');
    return { ok: false, reason: refusalOf(callback.code) };
  }
  try {
    const { linkId } = attempt;
    if (!linkId) return await connect(await contextOf(deps, attempt), callback.code);
    const link = await useLink(deps, linkId);
    if (!link) return { ok: false, reason: 'link_over' };
    const ctx = await contextOfLink(deps, link);
    if (!ctx) return { ok: false, reason: 'forbidden' };
    requireRole(ctx, 'EDITOR');
    return await connect(ctx, callback.code, linkId);
  } catch (error) {
    if (error instanceof ForbiddenError) return { ok: false, reason: 'forbidden' };
    if (!(error instanceof TikTokError)) throw error;
    const { code, logId, operatorDetail } = error;
    deps.log.warn({ code, logId, detail: operatorDetail }, 'connecting an account failed');
    return { ok: false, reason: error.disposition === 'RETRY' ? 'tiktok_unavailable' : 'exchange_failed' };
  }
}

/** One conditional write, so that of two requests with the same state one goes on. */
async function useAttempt(
  deps: Deps,
  state: string | null,
  { session, linkBrowserId }: TripOwner,
): Promise<ConnectAttempt | 'state_invalid' | 'state_expired'> {
  const owners = [
    ...(session ? [{ userId: session.userId, sessionId: session.sessionId }] : []),
    ...(linkBrowserId ? [{ userId: null, sessionId: linkBrowserId }] : []),
  ];
  if (!state || owners.length === 0) return 'state_invalid';
  const now = deps.clock.now();
  const mine = { stateHash: hashState(state), OR: owners, usedAt: null };
  const [attempt] = await deps.db.connectAttempt.updateManyAndReturn({
    where: { ...mine, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (attempt) return attempt;
  const late = await deps.db.connectAttempt.findFirst({ where: mine, select: { id: true } });
  return late ? 'state_expired' : 'state_invalid';
}

function refusalOf(code: string): ConnectFailure {
  if (code === 'access_denied') return 'access_denied';
  return errorRow(code).disposition === 'RETRY' ? 'tiktok_unavailable' : 'exchange_failed';
}

/** The person may have lost the role, or left the team, while the consent page stood open. */
async function contextOf(deps: Deps, { teamId, userId }: ConnectAttempt): Promise<TeamContext> {
  const actor = { kind: 'user', id: userId ?? '' } as const;
  const role = userId && (await presentRole(deps, teamId, actor));
  if (!role) throw new ForbiddenError('editor');
  const ctx = actInTeam(deps, { teamId, role, actor });
  requireRole(ctx, 'EDITOR');
  return ctx;
}

async function connect(ctx: TeamContext, code: string, linkId?: string): Promise<ConnectOutcome> {
  const { deps, teamId, actor } = ctx;
  const issuedAt = deps.clock.now();
  const token = await deps.tiktok.exchangeCode({ code, redirectUri: redirectUri(deps.config.appUrl) });
  const missing = missingScopes(token.scopes);
  if (!canPost(token.scopes)) {
    await giveBack(deps.acrossTeams, token);
    return { ok: false, reason: 'scopes_missing', missingScopes: missing };
  }
  const grantId = await saveGrant(deps.acrossTeams, { token, issuedAt, connectingTeamId: teamId });
  await recordTokenAccess(deps.acrossTeams, grantId, { purpose: 'PROFILE', actor, teamId });
  const profile = await readProfile(deps, token);
  const account = await saveAccount(ctx, { grantId, scopes: token.scopes, profile, linkId });
  return { ok: true, account, missingScopes: missing };
}

/** We keep nothing we cannot use, unless it would take a working connection from somebody. */
async function giveBack(deps: Deps, { openId, accessToken }: UserToken): Promise<void> {
  const { clientKey } = deps.config.tiktok;
  const inUse = await deps.db.grant.findFirst({
    where: { clientKey, openId, status: 'ACTIVE' },
    select: { id: true },
  });
  if (inUse) return;
  await deps.tiktok.revokeToken({ accessToken }).catch((error: unknown) => {
    if (!(error instanceof TikTokError)) throw error;
    deps.log.warn({ code: error.code, logId: error.logId }, 'an unused permission could not be given back');
  });
}

/** The picture is stored before the row that names it, and an older one is removed after. */
async function saveAccount(
  ctx: TeamContext,
  input: { grantId: string; scopes: string[]; profile: Profile; linkId: string | undefined },
): Promise<Account> {
  const { grantId, scopes, profile, linkId } = input;
  const { deps, teamId, actor } = ctx;
  const byGrant = { teamId_grantId: { teamId, grantId } };
  const known = await deps.db.account.findUnique({ where: byGrant });
  const id = known?.id ?? randomUUID();
  const avatarKey = profile.avatarUrl ? await storeAvatar(deps, id, profile.avatarUrl) : null;
  const at = deps.clock.now();
  const shown = {
    username: profile.username ?? known?.username ?? null,
    nickname: profile.nickname ?? known?.nickname ?? profile.username ?? UNKNOWN_NICKNAME,
    avatarKey: avatarKey ?? known?.avatarKey ?? null,
  };

  const account = await withTransaction(deps.db, async (tx) => {
    const { timeZone } = await tx.team.findUniqueOrThrow({
      where: { id: teamId },
      select: { timeZone: true },
    });
    const saved = await tx.account.upsert({
      where: byGrant,
      create: { id, teamId, grantId, timeZone, connectedAt: at, ...shown },
      update: { status: 'ACTIVE', connectedAt: at, disconnectedAt: null, ...shown },
    });
    await tx.schedule.upsert({ where: { accountId: saved.id }, create: { accountId: saved.id }, update: {} });
    if (linkId) await tx.connectLink.update({ where: { id: linkId, teamId }, data: { accountId: saved.id } });
    await appendEvent(tx, {
      teamId,
      accountId: saved.id,
      type: saved.id === known?.id ? 'account.reconnected' : 'account.connected',
      data: {
        username: saved.username,
        nickname: saved.nickname,
        scopes,
        ...(linkId && { connectLinkId: globalId('ConnectLink', linkId) }),
      },
      actor,
      at,
    });
    return saved;
  });
  if (known?.avatarKey && known.avatarKey !== account.avatarKey) await deps.storage.delete(known.avatarKey);
  return account;
}
