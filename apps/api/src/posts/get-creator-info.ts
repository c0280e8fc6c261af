import type { PrivacyLevel } from '@airdate/db';
import { type CreatorInfo as TikTokCreatorInfo, TikTokError } from '@airdate/tiktok';
import { withAccessToken } from '../accounts/fresh-access-token.ts';
import { assertMayPost } from '../accounts/may-post.ts';
import { scopeMissing, toTikTokRefusal } from '../accounts/tiktok-refusal.ts';
import type { TeamContext } from '../context.ts';
import { NotFoundError, TikTokRefusedError } from '../errors.ts';
import { explainFailure, retryAtAfterFailure } from '../explain-failure.ts';
import { reserveCall } from '../quota/reserve-call.ts';

/** What a creator may choose from at this moment, as the posting screen has to offer it. */
export type CreatorInfo = {
  username: string;
  nickname: string;
  /** TikTok's own link; works for two hours. */
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

/**
 * Asks TikTok afresh; the answer is never stored ("Content Sharing Guidelines", checked 2026-11). For an app without the
 * audit only SELF_ONLY is left, because TikTok offers all options and refuses the others at the post.
 *
 * @throws NotFoundError also for an account of another team
 * @throws ConflictError `account_disconnected`, `account_needs_reconnect` or `scope_missing`
 * @throws TikTokRefusedError when TikTok refuses or cannot be reached
 */
export async function getCreatorInfo(
  { deps, teamId, actor }: TeamContext,
  accountId: string,
): Promise<CreatorInfo> {
  const account = await deps.db.account.findFirst({
    where: { id: accountId, teamId },
    include: { grant: { select: { status: true, scopes: true, clientKey: true } } },
  });
  if (!account) throw new NotFoundError('account', ['accountId']);
  // TikTok answers this question only to apps that may post directly.
  assertMayPost(deps, account, 'DIRECT');
  const { grantId } = account;

  const now = deps.clock.now();
  const call = await reserveCall(deps.acrossTeams, grantId, 'creator_info.query');
  if (!call.ok) throw tooManyQuestions(call.availableAt);
  try {
    const use = { purpose: 'CREATOR_INFO', actor, teamId } as const;
    const info = await withAccessToken(deps.acrossTeams, grantId, use, (accessToken) =>
      deps.tiktok.queryCreatorInfo({ accessToken }),
    );
    return {
      username: info.username ?? account.username ?? '',
      nickname: info.nickname ?? account.nickname,
      avatarUrl: info.avatarUrl,
      privacyLevelOptions: offeredPrivacyLevels(info.privacyLevelOptions, deps.config.tiktok.audited),
      commentDisabled: info.commentDisabled,
      duetDisabled: info.duetDisabled,
      stitchDisabled: info.stitchDisabled,
      maxVideoPostDurationSeconds: info.maxVideoPostDurationSeconds ?? 0,
      fetchedAt: now,
      refusal: refusalOf(info, now),
    };
  } catch (error) {
    if (!(error instanceof TikTokError)) throw error;
    throw error.code === 'scope_not_authorized' ? scopeMissing(error) : toTikTokRefusal(error, now);
  }
}

/** TikTok's options that we know, narrowed for an app without the audit; never more than TikTok offers. */
export function offeredPrivacyLevels(options: readonly string[], audited: boolean): PrivacyLevel[] {
  const known = options.filter((option): option is PrivacyLevel => PRIVACY_LEVELS.includes(option));
  return audited ? known : known.filter((option) => option === 'SELF_ONLY');
}

function refusalOf({ refusal }: TikTokCreatorInfo, now: Date): CreatorRefusal | null {
  if (!refusal) return null;
  const { sentence, nextStep } = explainFailure(refusal.code);
  return {
    code: refusal.code,
    sentence,
    nextStep,
    logId: refusal.logId,
    retryAt: retryAtAfterFailure(refusal.code, now),
  };
}

function tooManyQuestions(availableAt: Date): TikTokRefusedError {
  return new TikTokRefusedError('tiktok_refused', {
    message: 'TikTok lets us ask about a creator 20 times a minute, and this minute is used up.',
    nextStep: 'Try again in a minute.',
    retryAt: availableAt,
    tiktokCode: 'rate_limit_exceeded',
  });
}
