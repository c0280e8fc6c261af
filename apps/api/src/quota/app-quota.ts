import type { Deps } from '../deps.ts';
import { ACTIVE_CREATOR_CAP_CODE, UNAUDITED_ACTIVE_CREATOR_CAP } from './quota.ts';

/** What this installation's TikTok app has used of its own ceiling. */
export type AppQuota = {
  audited: boolean;
  /** Creators for whom TikTok accepted a post of ours in the last 24 hours. */
  activeCreators: number;
  /** Null for an audited app: TikTok set it in the audit and does not tell. */
  activeCreatorCap: number | null;
  capReachedUntil: Date | null;
};

/** @param activeCreators creators for whom TikTok accepted a post of ours in the last 24 hours */
export async function appQuota(
  { db, clock, config }: Pick<Deps, 'db' | 'clock' | 'config'>,
  activeCreators: number,
): Promise<AppQuota> {
  const now = clock.now();
  const { clientKey, audited } = config.tiktok;
  const cap = await db.capObservation.findFirst({
    where: { grant: { clientKey }, code: ACTIVE_CREATOR_CAP_CODE, retryAt: { gt: now } },
    orderBy: { retryAt: 'desc' },
  });
  return {
    audited,
    activeCreators,
    activeCreatorCap: audited ? null : UNAUDITED_ACTIVE_CREATOR_CAP,
    capReachedUntil: cap?.retryAt ?? null,
  };
}
