import type { Account, Grant, MediaAsset, Post, PublishAttempt, PublishUpload, Tx } from '@airdate/db';
import type { TokenUse } from '../accounts/record-token-access.ts';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { gatherByDb } from '../gather.ts';
import type { CatchUp } from './catch-up.ts';
import type { Lease } from './lease.ts';

/** An attempt with the bytes it sends, if it sends any itself. */
export type Attempt = PublishAttempt & { upload: PublishUpload | null };

/** A post with everything that publishing it needs; attempts newest first. */
export type PostToPublish = Post & {
  account: Account & { grant: Grant };
  mediaAsset: MediaAsset;
  team: CatchUp;
  attempts: Attempt[];
};

/** One worker's work on one post, from claim to release. */
export type PublishRun = {
  deps: Deps;
  lease: Lease;
  post: PostToPublish;
  /** The live attempt that was there at the claim. */
  resumedAttemptId: string | null;
  /**
   * Waits until this process may send bytes, which may take long.
   *
   * @throws WorkerStoppingError
   */
  waitToSend: () => Promise<void>;
};

/** The process takes no further long work on: another worker goes on from the rows. */
export class WorkerStoppingError extends Error {
  override name = 'WorkerStoppingError';
}

/** Reads a post for publishing, in one query with whoever else asks now; undefined when it is gone. */
export const readPostToPublish = gatherByDb(
  async (db, ids: string[]): Promise<(PostToPublish | undefined)[]> => {
    const posts = await db.post.findMany({
      where: { id: { in: ids } },
      include: {
        account: { include: { grant: true } },
        mediaAsset: true,
        team: { select: { catchUpHours: true } },
        attempts: { include: { upload: true }, orderBy: { number: 'desc' } },
      },
    });
    const byId = new Map(posts.map((post) => [post.id, post]));
    return ids.map((id) => byId.get(id));
  },
);

/**
 * One short transaction of a run, begun by asserting the lease.
 *
 * @throws LeaseLostError when another worker took over; nothing is written then
 */
export function writeInRun<T>(
  { deps, lease }: PublishRun,
  work: (tx: Tx, at: Date) => Promise<T>,
): Promise<T> {
  return withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    return work(tx, deps.clock.now());
  });
}

/** What a worker unseals the tokens of a post's account for. */
export function tokenUse({ id, teamId }: Post, purpose: TokenUse['purpose']): TokenUse {
  return { purpose, actor: { kind: 'worker' }, teamId, postId: id };
}
