import { movePost } from '../posts/move-post.ts';
import { checkDelayMs } from './check-delay.ts';
import { type Attempt, type PublishRun, writeInRun } from './publish-run.ts';

/** TikTok has all it needs: from here only its verdict counts, and nothing is ever sent again. */
export async function awaitVerdict(run: PublishRun, attempt: Attempt): Promise<void> {
  const { lease, post } = run;
  await writeInRun(run, async (tx, at) => {
    const nextCheckAt = new Date(at.getTime() + checkDelayMs(0));
    await tx.publishAttempt.update({
      where: { id: attempt.id },
      data: { step: 'UPLOADED', ...(attempt.upload && { upload: { update: { sealedUrl: null } } }) },
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
  });
}
