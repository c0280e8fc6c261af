import { randomUUID } from 'node:crypto';
import type { Account, ConnectAttempt } from '@airdate/db';
import { type AuthorizeCallback, errorRow, TikTokError, type UserToken } from '@airdate/tiktok';
import { actInTeam, requireRole, type TeamContext, withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ForbiddenError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import { hashState, redirectUri } from './connect-attempt.ts';
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
  /** The person may not connect accounts for this team (any more). */
  | 'forbidden';

export type ConnectOutcome =
  | { ok: true; account: Account; missingScopes: string[] }
  | { ok: false; reason: ConnectFailure; missingScopes?: string[] };

const UNKNOWN_NICKNAME = 'TikTok account';

/**
 * Ends a trip through TikTok's consent page. The state is checked and used up first, whatever came back with it. A creator
 * who granted some scopes only is connected as long as something can be posted.
 */
export async function finishConnect(
  deps: Deps,
  input: { callback: AuthorizeCallback; session: BrowserSession | null },
): Promise<ConnectOutcome> {
  const { callback, session } = input;
  const attempt = await useAttempt(deps, callback.state, session);
  if (typeof attempt === 'string') return { ok: false, reason: attempt };
  if (!callback.ok) {
    deps.log.warn({ code: callback.code }, 'TikTok sent a person back without a permission');
    return { ok: false, reason: refusalOf(callback.code) };
  }
  try {
    return await connect(await contextOf(deps, attempt), callback.code);
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
  session: BrowserSession | null,
): Promise<ConnectAttempt | 'state_invalid' | 'state_expired'> {
  if (!state || !session) return 'state_invalid';
  const now = deps.clock.now();
  const mine = {
    stateHash: hashState(state),
    userId: session.userId,
    sessionId: session.sessionId,
    usedAt: null,
  };
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
  const member = await deps.db.member.findUnique({ where: { teamId_userId: { teamId, userId } } });
  if (!member) throw new ForbiddenError('editor');
  const ctx = actInTeam(deps, { teamId, role: member.role, actor: { kind: 'user', id: userId } });
  requireRole(ctx, 'EDITOR');
  return ctx;
}

async function connect(ctx: TeamContext, code: string): Promise<ConnectOutcome> {
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
  const account = await saveAccount(ctx, grantId, token.scopes, profile);
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
  grantId: string,
  scopes: string[],
  profile: Profile,
): Promise<Account> {
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
    await appendEvent(tx, {
      teamId,
      accountId: saved.id,
      type: saved.id === known?.id ? 'account.reconnected' : 'account.connected',
      data: { username: saved.username, nickname: saved.nickname, scopes },
      actor,
      at,
    });
    return saved;
  });
  if (known?.avatarKey && known.avatarKey !== account.avatarKey) await deps.storage.delete(known.avatarKey);
  return account;
}
