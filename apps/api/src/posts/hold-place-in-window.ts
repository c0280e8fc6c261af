import { acrossTeams, type Post, type Tx } from '@airdate/db';
import { QuotaExceededError } from '../errors.ts';
import { capOf, fitIntoWindow } from '../quota/planned-window.ts';
import { instantsAround } from './planned-posts.queries.ts';

/**
 * Makes sure that a direct post fits into TikTok's 24-hour window around its time. Until the caller's transaction ends,
 * nobody else plans a post for the same creator, so of two posts that want the last place one is refused.
 *
 * @throws QuotaExceededError with the next time that fits
 */
export async function holdPlaceInWindow(
  tx: Tx,
  post: Pick<Post, 'id' | 'mode'>,
  grantId: string,
  publishAt: Date,
): Promise<void> {
  if (post.mode !== 'DIRECT') return;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`planned-window:${grantId}`}, 0))`;
  const plan = { grantId, mode: post.mode, at: publishAt, exceptPostId: post.id };
  const instants = await acrossTeams(tx, () => instantsAround(tx, plan));
  const window = fitIntoWindow(instants, publishAt, capOf(post.mode));
  if (window.fits) return;
  throw new QuotaExceededError({
    message: `This would be post ${window.planned + 1} of this creator within 24 hours; TikTok allows about ${window.cap}.`,
    path: ['localTime'],
    retryAt: window.nextFitAt,
    tiktokCode: 'spam_risk_too_many_posts',
  });
}
