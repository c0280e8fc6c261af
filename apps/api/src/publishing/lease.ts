import { randomUUID } from 'node:crypto';
import type { Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';

/** A crashed worker's posts are taken over after this long. */
export const LEASE_SECONDS = 12;
const RENEW_EVERY_MS = 4_000;

/** Somebody else holds the post by now: whatever this worker still wanted to do must not happen. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
}

/** One worker's hold on one post. It dies by itself, measured by the database's clock, which all workers share. */
export type Lease = {
  postId: string;
  token: string;
  /** Aborts when the hold is lost. */
  signal: AbortSignal;
  /**
   * Prolongs the hold inside the caller's transaction and locks the post row until commit, so that a write behind this
   * line cannot interleave with a successor's.
   *
   * @throws LeaseLostError
   */
  assertHeld(tx: Tx): Promise<void>;
  /** Stops renewing and frees the post for the next worker. */
  release(): Promise<void>;
};

export function newLeaseToken(): string {
  return randomUUID();
}

/** Keeps a hold that was just taken alive until it is released or lost. */
export function keepLease(deps: Deps, postId: string, token: string): Lease {
  const lost = new AbortController();
  const timer = setInterval(() => {
    renew(deps.db, postId, token).then(
      (held) => {
        if (!held) lost.abort(new LeaseLostError(`The hold on post ${postId} was lost.`));
      },
      (error) => deps.log.warn({ err: error, postId }, 'lease renewal failed; it is tried again'),
    );
  }, RENEW_EVERY_MS);

  return {
    postId,
    token,
    signal: lost.signal,
    async assertHeld(tx) {
      if (!(await renew(tx, postId, token))) throw new LeaseLostError(`The hold on post ${postId} was lost.`);
    },
    async release() {
      clearInterval(timer);
      await deps.db.post.updateMany({
        where: { id: postId, leaseToken: token },
        data: { leaseToken: null, leaseExpiresAt: null },
      });
    },
  };
}

async function renew(db: Tx, postId: string, token: string): Promise<boolean> {
  const count = await db.$executeRaw`
    UPDATE posts SET lease_expires_at = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE id = ${postId}::uuid AND lease_token = ${token}::uuid AND lease_expires_at > now()`;
  return count === 1;
}
