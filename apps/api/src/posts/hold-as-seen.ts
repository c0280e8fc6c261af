import type { Post, Tx } from '@airdate/db';
import { holdUnchanged } from './assert-unchanged.ts';
import { holdCreatorPlan } from './hold-creator-plan.ts';

/**
 * Before a post is sent off: makes sure that TikTok has room for it, and that it still is what a person saw, until the
 * caller's transaction ends.
 *
 * @param contentHash of the post as it was shown
 * @throws PostChangedError
 * @throws QuotaExceededError with the next time that fits
 */
export async function holdAsSeen(
  tx: Tx,
  { id, mode, accountId }: Pick<Post, 'id' | 'mode' | 'accountId'>,
  { contentHash, publishAt, now }: { contentHash: string; publishAt: Date; now: Date },
): Promise<void> {
  const { grantId } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { grantId: true },
  });
  const plan = await holdCreatorPlan(tx, { grantId, mode, now, postIds: [id] });
  const obstacle = plan.obstacleAt(publishAt);
  if (obstacle) throw obstacle;
  await holdUnchanged(tx, id, contentHash);
}
