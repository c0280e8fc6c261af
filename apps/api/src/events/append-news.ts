import { Prisma } from '@airdate/db';

/**
 * The end of a WITH list: appends the events of its CTE `news` to their teams' logs, with one number taken per team and
 * statement. `news` has the columns `team_id`, `account_id`, `post_id`, `type`, `actor` (a kind), `data`, `at` and, for
 * their order within a team, `place`. The counters are locked in one order, so that two such statements never wait for
 * each other in a circle.
 *
 * @param actorId whose events they are; null for kinds of actors without ids
 */
export function appendNewsOf(actorId: string | null): Prisma.Sql {
  return Prisma.sql`
  counted AS (
    INSERT INTO event_counters AS counter (team_id, last_sequence)
    SELECT team_id, count(*) FROM news GROUP BY team_id ORDER BY team_id
    ON CONFLICT (team_id) DO UPDATE SET last_sequence = counter.last_sequence + excluded.last_sequence
    RETURNING team_id, last_sequence
  ),
  appended AS (
    INSERT INTO events (team_id, sequence, type, actor_kind, actor_id, account_id, post_id, data, created_at)
    SELECT
      team_id,
      last_sequence + 1 - row_number() OVER (PARTITION BY team_id ORDER BY place DESC),
      type, actor, ${actorId}::uuid, account_id, post_id, data, at
    FROM news JOIN counted USING (team_id)
  )`;
}

/** {@link appendNewsOf} actors without ids, such as workers. */
export const APPEND_NEWS = appendNewsOf(null);
