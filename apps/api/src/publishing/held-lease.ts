/** Another worker has the post by now, or shall have it: whatever this one still wanted to do must not happen. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';

  constructor(postId: string, how = 'was lost') {
    super(`The lease of post ${postId} ${how}.`);
  }
}

/** What its holder knows of a lease. */
export type HeldLease = {
  readonly postId: string;
  readonly token: string;
  /** When it ends unless it is renewed, by `performance.now()`. */
  endsAtMs: number;
  /** Whether this process ends, so that another worker shall go on. */
  isAskedBack: boolean;
  readonly lost: AbortController;
};

/** Ends a lease that was not renewed in time; another worker may have the post. */
export function endIfLate({ postId, endsAtMs, lost }: HeldLease): void {
  if (performance.now() >= endsAtMs && !lost.signal.aborted) lost.abort(new LeaseLostError(postId));
}
