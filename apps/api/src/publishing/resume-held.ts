import { type PostStatus, Prisma } from '@airdate/db';
import { mayPost, POSTING_OBSTACLES } from '../accounts/may-post.ts';
import { REFRESH_REFUSED } from '../accounts/save-refreshed-tokens.ts';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import { explainFailure, PROBLEM_CODES } from '../explain-failure.ts';
import { movePost } from '../posts/move-post.ts';
import { HELD_STATUSES, NO_PROBLEM } from '../posts/post.ts';
import { isMissed } from './catch-up.ts';

const BATCH = 200;

/** Gone once the account may post. TikTok's refusal to refresh gives the grant up, so it is over when the grant is back. */
const OBSTACLES: readonly string[] = [...POSTING_OBSTACLES, REFRESH_REFUSED];

/** Codes of TikTok's that ask for the creator's consent. */
const CONSENT_CODES = PROBLEM_CODES.filter((code) =>
  ['REFRESH', 'RECONNECT'].includes(explainFailure(code).disposition),
).filter((code) => !OBSTACLES.includes(code));

/**
 * Lets held posts go on whose obstacle is gone, and harms none when it runs twice: the window of a cap has passed, or the
 * account may post again. What TikTok itself refused goes on only after a consent that came later than that, so no post is
 * tried in a loop. A post whose time is too long past stays held, and says so.
 */
export async function resumeHeld(deps: Deps): Promise<void> {
  const at = deps.clock.now();
  const actor = { kind: 'system' } as const;
  for (const { id } of await findResumable(deps, at)) {
    const post = await deps.db.post.findUniqueOrThrow({
      where: { id },
      include: { team: { select: { catchUpHours: true } } },
    });
    // A cap moves the post to the end of its window; any other obstacle leaves its time alone.
    const publishAt = post.problemRetryAt ?? post.publishAt;
    try {
      await withTransaction(deps.db, async (tx) => {
        if (publishAt && isMissed(publishAt, at, post.team)) {
          return movePost(tx, post, {
            to: 'HELD',
            actor,
            at,
            set: { ...NO_PROBLEM, problemCode: 'missed', problemSince: at },
            event: { type: 'post.held', data: { code: 'missed', logId: null, retryAt: null } },
          });
        }
        await movePost(tx, post, {
          to: 'SCHEDULED',
          actor,
          at,
          set: { publishAt, ...NO_PROBLEM },
          event: { type: 'post.resumed', data: { reason: post.problemCode ?? 'unknown' } },
        });
      });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

/** In SQL, because Prisma compares no columns of two tables. */
function findResumable(deps: Deps, now: Date): Promise<{ id: string }[]> {
  const held: PostStatus[] = HELD_STATUSES;
  return deps.db.$queryRaw`
    SELECT posts.id
    FROM posts
    JOIN accounts ON accounts.id = posts.account_id
    JOIN grants ON grants.id = accounts.grant_id
    WHERE posts.status = ANY(${held}::"PostStatus"[]) AND (
      posts.problem_retry_at <= ${now}
      OR ${mayPost(deps, Prisma.sql`posts.mode`)} AND (
        posts.problem_code = ANY(${OBSTACLES})
        OR posts.problem_code = ANY(${CONSENT_CODES}) AND grants.consented_at > posts.problem_since
      )
    )
    ORDER BY posts.publish_at
    LIMIT ${BATCH}`;
}
