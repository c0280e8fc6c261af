import type { Deps } from '../deps.ts';
import { APPEND_NEWS } from '../events/append-news.ts';
import type { ConflictCode } from '../failure-codes.ts';
import { DUE_STATUSES } from '../posts/post.ts';

const BATCH = 200;
const CODE = 'account_disconnected' satisfies ConflictCode;

/**
 * Holds the planned posts of accounts that somebody disconnected, with the reason, long before their time; a new
 * connection lets them go on. Harms none when it runs twice.
 */
export async function holdDisconnected({ db, clock }: Deps): Promise<void> {
  const now = clock.now();
  for (let held = BATCH; held === BATCH; ) {
    const [row] = await db.$queryRaw<[{ held: number }]>`
      WITH picked AS (
        SELECT p.id FROM accounts JOIN posts p ON p.account_id = accounts.id
        WHERE accounts.status = 'DISCONNECTED' AND p.status = ANY(${DUE_STATUSES}::"PostStatus"[])
        ORDER BY p.team_id, p.id
        LIMIT ${BATCH}
        FOR UPDATE OF p SKIP LOCKED
      ),
      held AS (
        UPDATE posts p SET status = 'HELD', problem_code = ${CODE}, problem_log_id = NULL, problem_retry_at = NULL,
          problem_since = ${now}, updated_at = ${now}
        FROM picked WHERE p.id = picked.id
        RETURNING p.id, p.team_id, p.account_id, p.publish_at
      ),
      news AS (
        SELECT team_id, account_id, id AS post_id, 'post.held' AS type, 'worker' AS actor, ${now}::timestamptz AS at,
          row_number() OVER (ORDER BY publish_at, id) AS place,
          ${JSON.stringify({ code: CODE, logId: null, retryAt: null })}::jsonb AS data
        FROM held
      ),
      ${APPEND_NEWS}
      SELECT count(*)::int AS held FROM held`;
    held = row.held;
  }
}
