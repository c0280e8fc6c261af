import { type Db, KEEPS_PLAN, type PostStatus, Prisma } from '@airdate/db';
import type { Clock } from '../../clock.ts';
import { statementTime } from '../../database-clock.ts';
import { APPEND_NEWS } from '../../events/append-news.ts';
import { LEASE_MS } from '../../lease-end.ts';
import { lockPatience } from '../../lock-patience.ts';
import { DUE_STATUSES, PUBLISHING_STATUSES } from '../../posts/post.ts';
import { fairTurns } from './fair-turns.ts';
import type { LaneState } from './lane.ts';
import type { Look } from './look-when-due.ts';

/** A post that this process may publish now, and nobody else. */
export type ClaimedPost = { postId: string; teamId: string; leaseToken: string };

type Row = {
  atMs: number;
  nextDueAtMs: number | null;
  postId: string | null;
  teamId: string;
  leaseToken: string;
};

/**
 * Claims posts that are due, or that a crashed worker left behind, as many as the lane has places: lease, PUBLISHING and
 * events of all of them in one statement, by the database's clock alone. What is not quite due stays as it is.
 *
 * @param options.only claim this post and no other
 * @param options.patient whether it waits for teams whose event counter somebody holds; unset, it passes them over
 * @throws when somebody held a counter for too long; nothing is claimed then
 */
export async function claimDuePosts(
  { db, clock }: { db: Db; clock: Clock },
  lane: LaneState,
  { only, patient }: { only?: string; patient: boolean },
): Promise<Look & { claimed: ClaimedPost[] }> {
  const rows = await db.$queryRaw<Row[]>`${KEEPS_PLAN}
    WITH moment AS MATERIALIZED (
      SELECT ${statementTime(clock)} AS now, ${lockPatience(lane.free)}
    ),
    ${fairTurns(
      Prisma.sql`
        SELECT id, team_id, account_id, coalesce(next_check_at, publish_at) AS due
        FROM posts p WHERE ${needsWorker(clock)} ${only ? Prisma.sql`AND id = ${only}::uuid` : Prisma.empty}`,
      lane,
    )},
    picked AS (
      SELECT p.id, p.publish_at, p.status = ANY(${DUE_STATUSES}::"PostStatus"[]) AS is_new
      FROM turns JOIN posts p USING (id) ${patient ? Prisma.empty : Prisma.sql`JOIN event_counters c USING (team_id)`}
      WHERE ${needsWorker(clock)}
      ORDER BY turn, due
      LIMIT ${lane.free}
      FOR UPDATE OF ${patient ? Prisma.sql`p` : Prisma.sql`p, c`} SKIP LOCKED
    ),
    claimed AS (
      UPDATE posts p SET
        lease_token = gen_random_uuid(),
        lease_expires_at = moment.now + ${LEASE_MS} * interval '1 millisecond',
        unreleased_runs = p.unreleased_runs + 1,
        updated_at = moment.now,
        status = 'PUBLISHING',
        problem_code = CASE WHEN is_new THEN NULL ELSE p.problem_code END,
        problem_log_id = CASE WHEN is_new THEN NULL ELSE p.problem_log_id END,
        problem_retry_at = CASE WHEN is_new THEN NULL ELSE p.problem_retry_at END,
        problem_since = CASE WHEN is_new THEN NULL ELSE p.problem_since END,
        next_check_at = CASE WHEN is_new THEN NULL ELSE p.next_check_at END,
        check_count = CASE WHEN is_new THEN 0 ELSE p.check_count END
      FROM picked, moment WHERE p.id = picked.id
      RETURNING p.id, p.team_id, p.account_id, p.lease_token, p.publish_at, moment.now, is_new
    ),
    news AS (
      SELECT team_id, account_id, id AS post_id, 'post.publishing' AS type, 'worker' AS actor, now AS at, row_number() OVER (ORDER BY publish_at, id) AS place,
        jsonb_build_object(
          'scheduledFor', to_char(publish_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'lateMs', floor(extract(epoch FROM now - publish_at) * 1000)
        ) AS data
      FROM claimed WHERE is_new
    ),
    ${APPEND_NEWS}
    SELECT ${msOf(Prisma.sql`moment.now`)} AS "atMs", ${msOf(nextDue())} AS "nextDueAtMs",
      claimed.id AS "postId", claimed.team_id AS "teamId", claimed.lease_token AS "leaseToken"
    FROM moment LEFT JOIN claimed ON true`;
  const { atMs, nextDueAtMs } = rows[0]!;
  const claimed = rows.flatMap(({ postId, teamId, leaseToken }) =>
    postId ? [{ postId, teamId, leaseToken }] : [],
  );
  return { atMs, nextDueAtMs, claimed };
}

/** Due, or left behind by a worker that died. Of the posts `p`. */
function needsWorker(clock: Clock): Prisma.Sql {
  const now = statementTime(clock);
  return Prisma.sql`(p.lease_expires_at IS NULL OR p.lease_expires_at <= ${now}) AND (
    (p.status = ANY(${DUE_STATUSES}::"PostStatus"[]) AND p.publish_at <= ${now}) OR
    (p.status = ANY(${PUBLISHING_STATUSES}::"PostStatus"[]) AND (p.next_check_at IS NULL OR p.next_check_at <= ${now}))
  )`;
}

/** The next instant at which a post will need a worker. */
function nextDue(): Prisma.Sql {
  return Prisma.sql`least(
    ${firstAfter(Prisma.sql`publish_at`, DUE_STATUSES, Prisma.sql`moment.now`)},
    ${firstAfter(Prisma.sql`next_check_at`, PUBLISHING_STATUSES, Prisma.sql`moment.now`)}
  )`;
}

/** The first instant after another in a column of posts that have one of these statuses, from the top of its index. */
export function firstAfter(column: Prisma.Sql, statuses: PostStatus[], instant: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    SELECT min(first.at) FROM unnest(${statuses}::"PostStatus"[]) AS wanted (status), LATERAL (
      SELECT ${column} AS at FROM posts
      WHERE posts.status = wanted.status AND ${column} > ${instant}
      ORDER BY ${column} LIMIT 1
    ) AS first
  )`;
}

/** An instant as milliseconds since 1970. */
export function msOf(instant: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(extract(epoch FROM ${instant}) * 1000)::float8`;
}
