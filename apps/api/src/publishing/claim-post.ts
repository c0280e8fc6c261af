import type { PostStatus } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { movePost } from '../posts/move-post.ts';
import { keepLease, LEASE_SECONDS, type Lease, newLeaseToken } from './lease.ts';

type ClaimedRow = {
  id: string;
  team_id: string;
  account_id: string;
  status: PostStatus;
  publish_at: Date;
};

/**
 * Takes hold of a post that is due, or that a crashed worker left behind.
 *
 * @returns null when there is nothing to do: not due yet, held by a live worker, or past publishing
 */
export async function claimPost(deps: Deps, postId: string): Promise<Lease | null> {
  const token = newLeaseToken();
  const now = deps.clock.now();
  const claimed = await withTransaction(deps.db, async (tx) => {
    const [row] = await tx.$queryRaw<ClaimedRow[]>`
      UPDATE posts SET lease_token = ${token}::uuid, lease_expires_at = now() + make_interval(secs => ${LEASE_SECONDS})
      WHERE id = ${postId}::uuid
        AND (lease_expires_at IS NULL OR lease_expires_at <= now())
        AND ((status = 'SCHEDULED' AND publish_at <= ${now})
          OR (status = 'PUBLISHING' AND (next_check_at IS NULL OR next_check_at <= ${now})))
      RETURNING id, team_id, account_id, status, publish_at`;
    if (!row) return false;
    if (row.status === 'SCHEDULED') {
      await movePost(
        tx,
        { id: row.id, teamId: row.team_id, accountId: row.account_id, status: row.status },
        {
          to: 'PUBLISHING',
          actor: { kind: 'worker' },
          at: now,
          set: {
            nextCheckAt: null,
            checkCount: 0,
            problemCode: null,
            problemLogId: null,
            problemRetryAt: null,
          },
          event: {
            type: 'post.publishing',
            data: {
              scheduledFor: row.publish_at.toISOString(),
              lateMs: now.getTime() - row.publish_at.getTime(),
            },
          },
        },
      );
    }
    return true;
  });
  return claimed ? keepLease(deps, postId, token) : null;
}
