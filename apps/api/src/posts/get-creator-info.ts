import { setTimeout as sleep } from 'node:timers/promises';
import type { Account, PrivacyLevel } from '@airdate/db';
import { type CreatorInfo as TikTokCreatorInfo, TikTokError } from '@airdate/tiktok';
import { assertMayPost } from '../accounts/may-post.ts';
import { scopeMissing, toTikTokRefusal } from '../accounts/tiktok-refusal.ts';
import type { TeamContext } from '../context.ts';
import type { Deps } from '../deps.ts';
import { NotFoundError } from '../errors.ts';
import { explainFailure, retryAtAfterFailure } from '../explain-failure.ts';
import { callTikTok } from '../quota/call-tiktok.ts';
import { observeCap } from '../quota/observe-cap.ts';
import { findActiveCap } from './find-active-cap.ts';
import { readStoredCreatorInfo, storeCreatorInfo } from './stored-creator-info.ts';

/** What a creator may choose from when it was fetched, as the posting screen has to offer it. */
export type CreatorInfo = {
  username: string;
  nickname: string;
  /** TikTok's own link; works for two hours. Null in a stored answer. */
  avatarUrl: string | null;
  /** In TikTok's order. Empty when TikTok lets the creator post nothing. */
  privacyLevelOptions: PrivacyLevel[];
  commentDisabled: boolean;
  duetDisabled: boolean;
  stitchDisabled: boolean;
  maxVideoPostDurationSeconds: number;
  fetchedAt: Date;
  /** Set when TikTok lets this creator post nothing now. */
  refusal: CreatorRefusal | null;
};

export type CreatorRefusal = {
  code: string;
  sentence: string;
  nextStep: string;
  logId: string | null;
  /** No later than this it may work again; null when waiting does not help. */
  retryAt: Date | null;
};

const PRIVACY_LEVELS: readonly string[] = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] satisfies PrivacyLevel[];

/** Tries in all for a question that costs nothing to repeat; each is reserved. */
const TRIES = 3;
const PAUSE_MS = 300;

/**
 * What a creator may choose from: asked of TikTok afresh, as it demands where somebody writes a post ("Content Sharing
 * Guidelines", checked 2026-11), unless an older answer will do. For an app without the audit only SELF_ONLY is left,
 * because TikTok offers all options and refuses the others at the post.
 *
 * @param maxAgeMs how old an answer may be; a stored one has no avatar
 * @throws NotFoundError also for an account of another team
 * @throws ConflictError `account_disconnected`, `account_needs_reconnect` or `scope_missing`
 * @throws TikTokRefusedError when TikTok refuses or cannot be reached
 */
export async function getCreatorInfo(
  ctx: TeamContext,
  accountId: string,
  { maxAgeMs = 0 }: { maxAgeMs?: number } = {},
): Promise<CreatorInfo> {
  const { deps } = ctx;
  const account = await accountToAskAbout(ctx, accountId);
  const stored = maxAgeMs > 0 ? await readStored(ctx, account, maxAgeMs) : null;
  if (stored) return stored;

  const { grantId } = account;
  const now = deps.clock.now();
  const info = await ask(ctx, grantId, now);
  await storeCreatorInfo(deps.acrossTeams.db, grantId, info, now);
  return shown(deps, account, info, now, await refusalOf(deps.acrossTeams, grantId, info, now));
}

/** What TikTok said when it was last asked; null when that is longer ago than `maxAgeMs`. Asks nothing. */
export async function readCreatorInfo(
  ctx: TeamContext,
  accountId: string,
  maxAgeMs: number,
): Promise<CreatorInfo | null> {
  return readStored(ctx, await accountToAskAbout(ctx, accountId), maxAgeMs);
}

async function accountToAskAbout({ deps, teamId }: TeamContext, accountId: string): Promise<Account> {
  const account = await deps.db.account.findFirst({
    where: { id: accountId, teamId },
    include: { grant: { select: { status: true, scopes: true, clientKey: true } } },
  });
  if (!account) throw new NotFoundError('account', ['accountId']);
  // TikTok answers this question only to apps that may post directly.
  assertMayPost(deps, account, 'DIRECT');
  return account;
}

async function readStored(
  { deps }: TeamContext,
  account: Account,
  maxAgeMs: number,
): Promise<CreatorInfo | null> {
  const now = deps.clock.now();
  const stored = await readStoredCreatorInfo(deps.acrossTeams.db, account.grantId, now, maxAgeMs);
  return stored && shown(deps, account, { ...stored, avatarUrl: null }, stored.fetchedAt, null);
}

async function ask(
  { deps, teamId, actor }: TeamContext,
  grantId: string,
  now: Date,
): Promise<TikTokCreatorInfo> {
  const use = { purpose: 'CREATOR_INFO', actor, teamId } as const;
  const call = { grantId, bucket: 'creator_info.query', use } as const;
  for (let tries = 1; ; tries++) {
    try {
      return await callTikTok(deps.acrossTeams, call, (accessToken) =>
        deps.tiktok.queryCreatorInfo({ accessToken }),
      );
    } catch (error) {
      if (!(error instanceof TikTokError)) throw error;
      if (error.code === 'scope_not_authorized') throw scopeMissing(error);
      const mayHelp = error.disposition === 'RETRY' && error.retryAfterMs === undefined;
      if (!mayHelp || tries === TRIES) throw toTikTokRefusal(error, now);
      await sleep(Math.random() * PAUSE_MS * tries);
    }
  }
}

function shown(
  { config }: Pick<Deps, 'config'>,
  account: Pick<Account, 'username' | 'nickname'>,
  info: Omit<TikTokCreatorInfo, 'refusal' | 'logId'>,
  fetchedAt: Date,
  refusal: CreatorRefusal | null,
): CreatorInfo {
  return {
    username: info.username ?? account.username ?? '',
    nickname: info.nickname ?? account.nickname,
    avatarUrl: info.avatarUrl,
    privacyLevelOptions: offeredPrivacyLevels(info.privacyLevelOptions, config.tiktok.audited),
    commentDisabled: info.commentDisabled,
    duetDisabled: info.duetDisabled,
    stitchDisabled: info.stitchDisabled,
    maxVideoPostDurationSeconds: info.maxVideoPostDurationSeconds ?? 0,
    fetchedAt,
    refusal,
  };
}

/** TikTok's options that we know, narrowed for an app without the audit; never more than TikTok offers. */
export function offeredPrivacyLevels(options: readonly string[], audited: boolean): PrivacyLevel[] {
  const known = options.filter((option): option is PrivacyLevel => PRIVACY_LEVELS.includes(option));
  return audited ? known : known.filter((option) => option === 'SELF_ONLY');
}

/** A cap that is news is remembered, so that planning and the other posts of the creator know of it. */
async function refusalOf(
  deps: Deps,
  grantId: string,
  { refusal }: TikTokCreatorInfo,
  now: Date,
): Promise<CreatorRefusal | null> {
  if (!refusal) return null;
  const { code, logId } = refusal;
  const { sentence, nextStep, disposition } = explainFailure(code);
  const known = await findActiveCap(deps.db, { grantId, mode: 'DIRECT', at: now });
  const isNews = disposition === 'WAIT' && known?.code !== code;
  const until = isNews ? await observeCap(deps, { grantId, code, logId }) : known?.until;
  return { code, sentence, nextStep, logId, retryAt: until ?? retryAtAfterFailure(code, now) };
}
