import { acrossTeams, type PostMode, type Tx } from '@airdate/db';
import { QuotaExceededError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { learntDirectPostCap } from '../quota/learnt-cap.ts';
import { fitIntoWindow } from '../quota/planned-window.ts';
import { DIRECT_POST_CAP, DIRECT_POST_CAP_CODE } from '../quota/quota.ts';
import { findActiveCap } from './find-active-cap.ts';
import { instantsAround } from './planned-posts.queries.ts';

/** When TikTok has room for further posts of a creator. */
export type CreatorPlan = {
  /** Why a post cannot go out at an instant, with the next time that fits; null when it can. */
  obstacleAt(at: Date): QuotaExceededError | null;
  /** Counts a post that is about to be planned. */
  add(at: Date): void;
};

type Held = {
  grantId: string;
  mode: PostMode;
  now: Date;
  /** Posts that are about to be planned, and may be in the plan already. */
  postIds: string[];
};

/**
 * Until the caller's transaction ends, nobody else plans a post for this creator: of two posts that want the last place one
 * is refused, and no two take the same slot.
 */
export async function lockCreatorPlan(tx: Tx, grantId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`planned-window:${grantId}`}, 0))`;
}

/**
 * What is planned for a creator in all teams, held as by {@link lockCreatorPlan}: a post has to wait for the end of a cap that TikTok
 * named, and a direct one fits into the 24-hour windows around its time.
 */
export async function holdCreatorPlan(tx: Tx, { grantId, mode, now, postIds }: Held): Promise<CreatorPlan> {
  await lockCreatorPlan(tx, grantId);
  const around = { grantId, mode, at: now, exceptPostIds: postIds };
  const [cap, instants, learnt] = await acrossTeams(tx, async () => [
    await findActiveCap(tx, { grantId, mode, at: now }),
    mode === 'DIRECT' ? await instantsAround(tx, around) : [],
    mode === 'DIRECT' ? await learntDirectPostCap(tx, grantId, now) : null,
  ]);

  function obstacleAt(at: Date): QuotaExceededError | null {
    if (cap && at < cap.until) {
      const message = `${explainFailure(cap.code).sentence} There is room again at ${cap.until.toISOString()} at the latest.`;
      return new QuotaExceededError({
        message,
        path: ['localTime'],
        retryAt: cap.until,
        tiktokCode: cap.code,
      });
    }
    if (mode !== 'DIRECT') return null;
    const window = fitIntoWindow(instants, at, dailyCap(learnt, at <= now));
    if (window.fits) return null;
    return new QuotaExceededError({
      message: `This would be post ${window.planned + 1} of this creator within 24 hours; TikTok allows about ${window.cap}.`,
      path: ['localTime'],
      retryAt: window.nextFitAt,
      tiktokCode: DIRECT_POST_CAP_CODE,
    });
  }

  return { obstacleAt, add: (at) => void instants.push(at) };
}

/** A lower cap than the usual may be the doing of other apps: it guides plans, and TikTok itself answers who posts now. */
function dailyCap(learnt: number | null, isNow: boolean): number {
  if (learnt === null) return DIRECT_POST_CAP;
  return isNow ? Math.max(learnt, DIRECT_POST_CAP) : learnt;
}
