import type { Post, Tx } from '@airdate/db';
import { holdUnchanged } from './assert-unchanged.ts';
import { holdPlaceInWindow } from './hold-place-in-window.ts';

/**
 * Before a post is sent off: makes sure that TikTok has room for it, and that it still is what a person saw, until the
 * caller's transaction ends.
 *
 * @param contentHash of the post as it was shown
 * @throws PostChangedError | QuotaExceededError
 */
export async function holdAsSeen(
  tx: Tx,
  post: Pick<Post, 'id' | 'mode' | 'accountId'>,
  { contentHash, ...when }: { contentHash: string; publishAt: Date; now: Date },
): Promise<void> {
  const { grantId } = await tx.account.findUniqueOrThrow({
    where: { id: post.accountId },
    select: { grantId: true },
  });
  await holdPlaceInWindow(tx, post, { grantId, ...when });
  await holdUnchanged(tx, post.id, contentHash);
}
