import { acrossTeams, type Post, type Tx } from '@airdate/db';
import { QuotaExceededError } from '../errors.ts';
import { explainFailure } from '../explain-failure.ts';
import { learntDirectPostCap } from '../quota/learnt-cap.ts';
import { fitIntoWindow } from '../quota/planned-window.ts';
import { DIRECT_POST_CAP, DIRECT_POST_CAP_CODE } from '../quota/quota.ts';
import { findActiveCap } from './find-active-cap.ts';
import { instantsAround } from './planned-posts.queries.ts';

export type Place = {
  grantId: string;
  /** When the post is to go out. */
  publishAt: Date;
  now: Date;
};

/**
 * Makes sure that TikTok has room for a post at its time: that no cap it named lasts until then, and that a direct post fits
 * into the 24-hour window around it. Until the caller's transaction ends, nobody else plans a post for the same creator,
 * so of two posts that want the last place one is refused.
 *
 * @throws QuotaExceededError with the next time that fits
 */
export async function holdPlaceInWindow(
  tx: Tx,
  post: Pick<Post, 'id' | 'mode'>,
  { grantId, publishAt, now }: Place,
): Promise<void> {
  const { mode } = post;
  const cap = await acrossTeams(tx, () => findActiveCap(tx, { grantId, mode, at: now }));
  if (cap && publishAt < cap.until) {
    const message = `${explainFailure(cap.code).sentence} There is room again at ${cap.until.toISOString()} at the latest.`;
    throw new QuotaExceededError({ message, path: ['localTime'], retryAt: cap.until, tiktokCode: cap.code });
  }
  if (mode !== 'DIRECT') return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`planned-window:${grantId}`}, 0))`;
  const plan = { grantId, mode, at: publishAt, exceptPostId: post.id };
  const [instants, learnt] = await acrossTeams(tx, () =>
    Promise.all([instantsAround(tx, plan), learntDirectPostCap(tx, grantId, now)]),
  );
  const window = fitIntoWindow(instants, publishAt, dailyCap(learnt, publishAt <= now));
  if (window.fits) return;
  throw new QuotaExceededError({
    message: `This would be post ${window.planned + 1} of this creator within 24 hours; TikTok allows about ${window.cap}.`,
    path: ['localTime'],
    retryAt: window.nextFitAt,
    tiktokCode: DIRECT_POST_CAP_CODE,
  });
}

/** A lower cap than the usual may be the doing of other apps: it guides plans, and TikTok itself answers who posts now. */
function dailyCap(learnt: number | null, isNow: boolean): number {
  if (learnt === null) return DIRECT_POST_CAP;
  return isNow ? Math.max(learnt, DIRECT_POST_CAP) : learnt;
}
