import { reservedDb } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { PUBLISHING_STATUSES } from '../posts/post.ts';
import { advancePost } from './advance-post.ts';

const LOOK_EVERY_MS = 200;
/** Beside what the queue runs, so that a worker full of long uploads still takes over. */
const AT_ONCE = 8;

/**
 * Takes over what another worker left: its lease ran out because it was killed or stopped, or it ended and gave the post
 * back. Runs in every worker; the claim lets one of them through.
 *
 * @returns stops it; what was taken over goes on
 */
export function startTakingOver(deps: Deps): () => void {
  const taken = new Set<string>();
  let isLooking = false;

  async function look(): Promise<void> {
    const now = deps.clock.now();
    const left = await reservedDb(deps.db).post.findMany({
      where: {
        status: { in: PUBLISHING_STATUSES },
        leaseExpiresAt: { lte: now },
        OR: [{ nextCheckAt: null }, { nextCheckAt: { lte: now } }],
        id: { notIn: [...taken] },
      },
      select: { id: true },
      orderBy: { leaseExpiresAt: 'asc' },
      take: AT_ONCE - taken.size,
    });
    for (const { id } of left) {
      taken.add(id);
      advancePost(deps, id)
        .catch((error) => deps.log.error({ err: error, postId: id }, 'a post that was taken over failed'))
        .finally(() => taken.delete(id));
    }
  }

  const timer = setInterval(() => {
    if (isLooking || taken.size >= AT_ONCE) return;
    isLooking = true;
    look()
      .catch((error) => deps.log.warn({ err: error }, 'looking for posts to take over failed'))
      .finally(() => {
        isLooking = false;
      });
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
