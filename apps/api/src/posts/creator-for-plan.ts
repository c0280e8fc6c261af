import type { Db } from '@airdate/db';
import type { TeamContext } from '../context.ts';
import { TikTokRefusedError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { DAY_MS } from '../quota/quota.ts';
import { type CreatorInfo, getCreatorInfo, readCreatorInfo } from './get-creator-info.ts';

/** What a creator may choose changes seldom, and is asked anew before a planned post goes out. */
const PLAN_MAX_AGE_MS = 3_600_000;
/** What is good enough when TikTok cannot be asked, or gives no choices because of a cap. */
const LAST_RESORT_AGE_MS = 7 * DAY_MS;

const underWay = new WeakMap<Db, Map<string, Promise<CreatorInfo>>>();

/**
 * What a creator may choose from, for a post that goes out later: one answer of TikTok's serves all posts that are planned
 * within an hour, and those who wait for it wait together.
 *
 * @returns null when TikTok gives no choices now and gave none in the last days, because a cap is used up
 * @throws as {@link getCreatorInfo}; TikTokRefusedError also for a refusal that time does not cure
 */
export async function creatorForPlan(ctx: TeamContext, accountId: string): Promise<CreatorInfo | null> {
  const older = () => readCreatorInfo(ctx, accountId, LAST_RESORT_AGE_MS);
  const info = await askTogether(ctx, accountId).catch(async (error: unknown) => {
    const stored = error instanceof TikTokRefusedError ? await older() : null;
    if (!stored) throw error;
    return stored;
  });
  if (!info.refusal) return info;
  if (explainFailure(info.refusal.code).disposition !== 'WAIT') throw refusedBy(info.refusal);
  return info.privacyLevelOptions.length > 0 ? info : older();
}

/** @throws TikTokRefusedError with what TikTok said of the creator */
export function refusedBy({ code, logId, retryAt }: NonNullable<CreatorInfo['refusal']>): TikTokRefusedError {
  return new TikTokRefusedError('tiktok_refused', {
    tiktokCode: code,
    logId: logId ?? undefined,
    retryAt: retryAt ?? undefined,
  });
}

function askTogether(ctx: TeamContext, accountId: string): Promise<CreatorInfo> {
  const { db } = ctx.deps.acrossTeams;
  const asking = underWay.get(db) ?? new Map<string, Promise<CreatorInfo>>();
  underWay.set(db, asking);
  const known = asking.get(accountId);
  if (known) return known;
  const info = getCreatorInfo(ctx, accountId, { maxAgeMs: PLAN_MAX_AGE_MS }).finally(() =>
    asking.delete(accountId),
  );
  asking.set(accountId, info);
  return info;
}
