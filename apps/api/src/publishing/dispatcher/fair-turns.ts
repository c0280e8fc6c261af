import { Prisma } from '@airdate/db';
import type { LaneState } from './lane.ts';

/**
 * A WITH list that ends in `turns (id, turn, due)`: in which order due posts take the places of a lane, and which of them
 * fit into their team's share. Teams take turns, and so do the accounts of a team; what a team already holds counts.
 *
 * @param due a query with the columns `id`, `team_id`, `account_id` and `due` of all posts that could be taken up
 */
export function fairTurns(due: Prisma.Sql, { held, size }: LaneState): Prisma.Sql {
  const teamIds = [...held.keys()];
  const places = [...held.values()];
  return Prisma.sql`
    held AS (SELECT * FROM unnest(${teamIds}::uuid[], ${places}::int[]) AS held (team_id, places)),
    due_posts AS (${due}),
    share AS (
      SELECT greatest(1, ${size}::int / (count(*) + 1)) AS places
      FROM (SELECT team_id FROM held UNION SELECT team_id FROM due_posts) AS teams
    ),
    by_account AS (
      SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY due, id) AS account_turn FROM due_posts
    ),
    by_team AS (
      SELECT id, due, coalesce(held.places, 0)
        + row_number() OVER (PARTITION BY team_id ORDER BY account_turn, due, id) AS turn
      FROM by_account LEFT JOIN held USING (team_id)
    ),
    turns AS (SELECT by_team.* FROM by_team, share WHERE turn <= share.places)`;
}
