import { Prisma } from '@airdate/db';
import { listedStatuses, type PostsFilter } from './post.queries.ts';

/** By `publishAt` only posts that have one are listed. Posts of the same instant follow in the order of their ids. */
export type PostsOrder = { by: 'createdAt' | 'publishAt'; direction: 'asc' | 'desc' };

export type PostsPage = {
  teamId: string;
  filter: PostsFilter;
  order: PostsOrder;
  /** The post that the page begins behind, or ends before when it is read backwards. */
  from: string | null;
  /** At most so many posts; below 0 the page is read backwards. */
  take: number;
};

const COLUMNS = { createdAt: Prisma.raw('created_at'), publishAt: Prisma.raw('publish_at') };

/**
 * The ids of a page of a team's posts, in their order: a statement to be run in front of the wall between teams. Behind it
 * Postgres compares a status, whose operator it does not trust to leak nothing, only after it has read the row, so that no
 * index helps. Of each status no more rows are read than the page holds, from where it begins: a history of any length
 * costs the same. It finds nothing when `from` is no post of the team, or has no time in an order by time.
 */
export function pageOfPosts({ teamId, filter, order, from, take }: PostsPage): Prisma.Sql {
  const column = COLUMNS[order.by];
  const isBackwards = take < 0;
  const isUp = (order.direction === 'asc') !== isBackwards;
  const sort = (at: Prisma.Sql, up = isUp) => (up ? Prisma.sql`${at}, id` : Prisma.sql`${at} DESC, id DESC`);
  const limit = Prisma.sql`LIMIT ${Math.abs(take)}::int`;
  const { accountId, publishAtFrom, publishAtTo } = filter;
  return Prisma.sql`
    SELECT id FROM (
      SELECT page.id, page.at FROM unnest(${listedStatuses(filter)}::"PostStatus"[]) AS wanted (status), LATERAL (
        SELECT id, ${column} AS at FROM posts
        WHERE team_id = ${teamId}::uuid AND posts.status = wanted.status AND ${column} IS NOT NULL
          ${accountId ? Prisma.sql`AND account_id = ${accountId}::uuid` : Prisma.empty}
          ${publishAtFrom ? Prisma.sql`AND publish_at >= ${publishAtFrom}::timestamptz` : Prisma.empty}
          ${publishAtTo ? Prisma.sql`AND publish_at < ${publishAtTo}::timestamptz` : Prisma.empty}
          ${from ? beyond({ teamId, column, from, isUp }) : Prisma.empty}
        ORDER BY ${sort(column)} ${limit}
      ) AS page
      ORDER BY ${sort(Prisma.raw('at'))} ${limit}
    ) AS page
    ORDER BY ${sort(Prisma.raw('at'), order.direction === 'asc')}`;
}

/** Posts that come after another one in the direction in which they are read. */
function beyond({
  teamId,
  column,
  from,
  isUp,
}: {
  teamId: string;
  column: Prisma.Sql;
  from: string;
  isUp: boolean;
}): Prisma.Sql {
  return Prisma.sql`AND (${column}, id) ${Prisma.raw(isUp ? '>' : '<')} (
    SELECT ${column}, id FROM posts WHERE id = ${from}::uuid AND team_id = ${teamId}::uuid
  )`;
}
