import type { PublishAttempt } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { movePost } from '../posts/move-post.ts';
import { checkPublishStatusJob } from '../posts/post.jobs.ts';
import type { PostWithParts } from '../posts/post.queries.ts';
import { checkDelayMs } from './check-delay.ts';
import type { Lease } from './lease.ts';

/** The last bytes have left: from here only TikTok's verdict counts, and nothing is ever sent again. */
export async function awaitVerdict(
  deps: Deps,
  lease: Lease,
  post: PostWithParts,
  attempt: PublishAttempt,
): Promise<void> {
  const at = deps.clock.now();
  const nextCheckAt = new Date(at.getTime() + checkDelayMs(0));
  await withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    await tx.publishAttempt.update({
      where: { id: attempt.id },
      data: { step: 'UPLOADED', sealedUploadUrl: null },
    });
    await movePost(tx, post, {
      to: 'PROCESSING',
      actor: { kind: 'worker' },
      at,
      leaseToken: lease.token,
      set: { nextCheckAt, checkCount: 0 },
      event: {
        type: 'post.processing',
        data: { attempt: attempt.number, publishId: attempt.publishId ?? '' },
      },
    });
    await deps.jobs.enqueue(checkPublishStatusJob, { postId: post.id }, { tx, startAfter: nextCheckAt });
  });
}
