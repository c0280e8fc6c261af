import { randomUUID } from 'node:crypto';
import type { Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';

/** A crashed worker's posts are taken over after this long. */
const LEASE_MS = 12_000;
const RENEW_EVERY_MS = 4_000;

/** Another worker has the post by now: whatever this one still wanted to do must not happen. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';

  constructor(postId: string) {
    super(`The lease of post ${postId} was lost.`);
  }
}

/** One worker's claim on one post. It ends by itself. */
export type Lease = {
  postId: string;
  token: string;
  /** Aborts when the lease is lost. */
  signal: AbortSignal;
  /**
   * Prolongs the lease inside the caller's transaction and locks the post row until commit, so that a write behind this
   * line cannot interleave with a successor's. The token fences: it does not depend on any clock.
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

/** Keeps a lease that was just taken alive until it is released or lost. */
export function keepLease(deps: Deps, postId: string, token: string): Lease {
  const lost = new AbortController();
  const timer = setInterval(() => {
    renew(deps, deps.db, postId, token).then(
      (held) => {
        if (!held) lost.abort(new LeaseLostError(postId));
      },
      (error) => deps.log.warn({ err: error, postId }, 'lease renewal failed; it is tried again'),
    );
  }, RENEW_EVERY_MS);

  return {
    postId,
    token,
    signal: lost.signal,
    async assertHeld(tx) {
      if (!(await renew(deps, tx, postId, token))) throw new LeaseLostError(postId);
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

async function renew({ clock }: Deps, db: Tx, postId: string, token: string): Promise<boolean> {
  const now = clock.now();
  const { count } = await db.post.updateMany({
    where: { id: postId, leaseToken: token, leaseExpiresAt: { gt: now } },
    data: { leaseExpiresAt: leaseEnd(now) },
  });
  return count === 1;
}

/** When a lease that is taken or prolonged now ends. */
export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
