import type { Post } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { movePost } from '../posts/move-post.ts';
import { DUE_STATUSES, NO_PROBLEM } from '../posts/post.ts';
import { keepLease, type Lease, leaseEnd, newLeaseToken } from './lease.ts';
import { needsWorker } from './needs-worker.ts';

/**
 * Claims a post that is due, or that a crashed worker left behind.
 *
 * @returns null when there is nothing to do: not due yet, claimed by a live worker, or past publishing
 */
export async function claimPost(deps: Deps, postId: string): Promise<Lease | null> {
  const token = newLeaseToken();
  const now = deps.clock.now();
  const claimed = await withTransaction(deps.db, async (tx) => {
    const [post] = await tx.post.updateManyAndReturn({
      where: { id: postId, ...needsWorker(now) },
      data: { leaseToken: token, leaseExpiresAt: leaseEnd(now), unreleasedRuns: { increment: 1 } },
    });
    if (!post) return false;
    if (DUE_STATUSES.includes(post.status)) {
      await movePost(tx, post, {
        to: 'PUBLISHING',
        actor: { kind: 'worker' },
        at: now,
        set: { ...NO_PROBLEM, nextCheckAt: null, checkCount: 0 },
        event: { type: 'post.publishing', data: lateness(post, now) },
      });
    }
    return true;
  });
  return claimed ? keepLease(deps, postId, token, now) : null;
}

function lateness({ publishAt }: Post, now: Date): { scheduledFor: string; lateMs: number } {
  const due = publishAt ?? now;
  return { scheduledFor: due.toISOString(), lateMs: now.getTime() - due.getTime() };
}
