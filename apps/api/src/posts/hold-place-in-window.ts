import type { Post, Tx } from '@airdate/db';
import { QuotaExceededError } from '../errors.ts';
import { checkPlannedWindow } from '../quota/planned-window.ts';

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
  const window = await checkPlannedWindow({ db: tx }, { grantId, publishAt, exceptPostId: post.id });
  if (window.fits) return;
  throw new QuotaExceededError({
    message: `This would be post ${window.planned + 1} of this creator within 24 hours; TikTok allows about ${window.cap}.`,
    path: ['localTime'],
    nextStep: 'Choose a later time.',
    retryAt: window.nextFitAt,
    tiktokCode: 'spam_risk_too_many_posts',
  });
}
