import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import { movePost } from '../posts/move-post.ts';
import { VERDICT_EXPECTED_MS, VERDICT_GIVEN_UP_MS } from './check-delay.ts';
import { attemptAwaitingVerdict } from './publish-attempt.ts';
import type { PostToPublish } from './publish-run.ts';

/** Says so when a verdict is overdue: UNCONFIRMED after a day, NEEDS_ATTENTION after three. Nothing is ever re-sent. */
export async function escalateUnconfirmed(deps: Deps, post: PostToPublish): Promise<void> {
  const at = deps.clock.now();
  const attempt = attemptAwaitingVerdict(post);
  const waitedMs = at.getTime() - (attempt?.startedAt ?? at).getTime();
  const to =
    post.status === 'PROCESSING' && waitedMs > VERDICT_EXPECTED_MS
      ? 'UNCONFIRMED'
      : post.status === 'UNCONFIRMED' && waitedMs > VERDICT_GIVEN_UP_MS
        ? 'NEEDS_ATTENTION'
        : null;
  if (!to) return;
  try {
    await withTransaction(deps.db, (tx) =>
      movePost(tx, post, {
        to,
        actor: { kind: 'system' },
        at,
        set: { problemCode: 'no_verdict' },
        event: {
          type: to === 'UNCONFIRMED' ? 'post.unconfirmed' : 'post.needs_attention',
          data: { publishId: attempt?.publishId ?? null },
        },
      }),
    );
  } catch (error) {
    // Another check already recorded what it learnt.
    if (!(error instanceof ConflictError)) throw error;
  }
}
