import { type Db, KEEPS_PLAN, Prisma } from '@airdate/db';
import type { Clock } from '../../clock.ts';
import { statementTime } from '../../database-clock.ts';
import { ASKED_ABOUT_STATUSES } from '../../posts/post.ts';
import { firstAfter, msOf } from './claim-due-posts.ts';
import { fairTurns } from './fair-turns.ts';
import type { LaneState } from './lane.ts';
import type { Look } from './look-when-due.ts';

/** A post whose status TikTok is to be asked for. */
export type DueQuestion = { postId: string; teamId: string };

/**
 * Finds posts about which TikTok is to be asked, as many as the lane has places. Nothing is claimed: whoever asks takes
 * the turn in the row.
 *
 * @param except posts that this process is asking about
 */
export async function findDueQuestions(
  { db, clock }: { db: Db; clock: Clock },
  lane: LaneState,
  except: Iterable<string>,
): Promise<Look & { due: DueQuestion[] }> {
  const statuses = Prisma.sql`status = ANY(${ASKED_ABOUT_STATUSES}::"PostStatus"[])`;
  type Row = { atMs: number; nextDueAtMs: number | null; postId: string | null; teamId: string };
  const rows = await db.$queryRaw<Row[]>`${KEEPS_PLAN}
    WITH moment AS MATERIALIZED (SELECT ${statementTime(clock)} AS now),
    ${fairTurns(
      Prisma.sql`
        SELECT id, team_id, account_id, next_check_at AS due FROM posts
        WHERE ${statuses} AND next_check_at <= ${statementTime(clock)} AND id <> ALL(${[...except]}::uuid[])`,
      lane,
    )},
    picked AS (
      SELECT id, team_id FROM turns JOIN posts USING (id) ORDER BY turn, due LIMIT ${lane.free}
    )
    SELECT ${msOf(Prisma.sql`moment.now`)} AS "atMs", picked.id AS "postId", picked.team_id AS "teamId",
      ${msOf(firstAfter(Prisma.sql`next_check_at`, ASKED_ABOUT_STATUSES, Prisma.sql`moment.now`))} AS "nextDueAtMs"
    FROM moment LEFT JOIN picked ON true`;
  const { atMs, nextDueAtMs } = rows[0]!;
  return {
    atMs,
    nextDueAtMs,
    due: rows.flatMap(({ postId, teamId }) => (postId ? [{ postId, teamId }] : [])),
  };
}
