import type { Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { LEASE_MS, leaseEnd } from '../lease-end.ts';
import { endIfLate, type HeldLease, LeaseLostError } from './held-lease.ts';
import { leaseKeeperOf } from './lease-keeper.ts';

export { LeaseLostError } from './held-lease.ts';

/** One worker's claim on one post. It ends by itself. */
export type Lease = {
  postId: string;
  token: string;
  /** Aborts when the lease is lost, or when this process ends. */
  signal: AbortSignal;
  /**
   * Prolongs the lease inside the caller's transaction and locks the post row until commit, so that a write behind this
   * line cannot interleave with a successor's. The token fences: it does not depend on any clock.
   *
   * @throws LeaseLostError
   */
  assertHeld(tx: Tx): Promise<void>;
  /**
   * For what cannot wait for the database, right before something leaves this process. By this process's own timer, which
   * runs on while it is stopped: whoever wakes up late learns it here before anything is sent.
   *
   * @throws LeaseLostError
   */
  assertFresh(): void;
  /**
   * Before each part of long work. While the worker ends, the rest is left to another one.
   *
   * @throws LeaseLostError
   */
  assertWanted(): void;
  /** Stops renewing and frees the post for the next worker. */
  release(): Promise<void>;
  /** Stops renewing: a write of the run has freed the post already. */
  forget(): void;
};

/** Keeps a lease that was just taken alive until it is released or lost. */
export function keepLease(deps: Deps, postId: string, token: string): Lease {
  const keeper = leaseKeeperOf(deps);
  const held: HeldLease = {
    postId,
    token,
    endsAtMs: performance.now() + LEASE_MS,
    isAskedBack: false,
    lost: new AbortController(),
  };
  keeper.add(held);
  let isFreed = false;
  const assertFresh = () => {
    endIfLate(held);
    held.lost.signal.throwIfAborted();
  };
  return {
    postId,
    token,
    signal: held.lost.signal,
    async assertHeld(tx) {
      const startedMs = performance.now();
      if (!(await prolong(deps, tx, held))) throw new LeaseLostError(postId);
      held.endsAtMs = startedMs + LEASE_MS;
    },
    assertFresh,
    assertWanted() {
      assertFresh();
      if (held.isAskedBack) throw new LeaseLostError(postId, 'is given back');
    },
    forget() {
      isFreed = true;
      keeper.remove(held);
    },
    async release() {
      if (isFreed) return;
      const now = deps.clock.now();
      await deps.db.post
        .updateMany({
          where: { id: postId, leaseToken: token },
          // One that has run out is taken up at once by whoever looks for such.
          data: { leaseToken: null, leaseExpiresAt: held.isAskedBack ? now : null, unreleasedRuns: 0 },
        })
        .finally(() => keeper.remove(held));
    },
  };
}

async function prolong({ clock }: Deps, tx: Tx, { postId, token }: HeldLease): Promise<boolean> {
  const now = clock.now();
  const { count } = await tx.post.updateMany({
    where: { id: postId, leaseToken: token, leaseExpiresAt: { gt: now } },
    data: { leaseExpiresAt: leaseEnd(now) },
  });
  return count === 1;
}
