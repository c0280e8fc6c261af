import { KEEPS_PLAN, Prisma, type Tx } from '@airdate/db';
import { APPEND_NEWS } from '../events/append-news.ts';
import type { EventPayloads, EventType } from '../events/event-types.ts';
import { gatherByDb } from '../gather.ts';
import { LEASE_MS } from '../lease-end.ts';
import { lockPatience } from '../lock-patience.ts';
import { LeaseLostError } from './lease.ts';
import type { PublishRun } from './publish-run.ts';

/**
 * A write that happens once or more for every post, and that many runs share: what they write at the same moment is one
 * statement and one commit. `held (id, team_id, account_id, now, input)` has a row for each of them whose lease is held.
 */
type RunWrite<T extends EventType = EventType> = {
  /** Which rows of `held` are written at all, besides the lease; unset, all. */
  when?: Prisma.Sql;
  /** Assignments to columns of the post, each after a comma; `asked (input, now)` is at hand. */
  set?: Prisma.Sql;
  /** CTEs of a WITH list, each after a comma; they join `written`, the rows of `held` that `when` lets through. */
  changes?: Prisma.Sql;
  event?: T;
  /** Gives the lease back with the write: the run is at its end. */
  frees?: true;
};

type Asked = { postId: string; leaseToken: string; input: object; data: object | null; now: Date };
type Answer = 'lost' | 'refused' | 'written';

/**
 * Defines a write that runs share. For each run the lease is asserted and prolonged as by `writeInRun`, the changes are done,
 * and the event is appended.
 *
 * @returns does it for one run. `input` is what `set` and `changes` read, its dates as ISO strings; `data` is the event's.
 *   False when `when` did not let it through; throws LeaseLostError when another worker took over, and writes nothing then
 */
export function sharedWrite<T extends EventType>(write: RunWrite<T>) {
  const writeOne = gatherByDb((db, asked: Asked[]) => writeAll(db, write, asked));
  return async (
    { deps, lease, post }: PublishRun,
    input: object,
    data: EventPayloads[T] | null = null,
  ): Promise<boolean> => {
    const now = deps.clock.now();
    const asked = { postId: post.id, leaseToken: lease.token, input, data, now };
    const answer = await writeOne(deps.db, asked);
    if (answer === 'lost') throw new LeaseLostError(post.id);
    if (write.frees) lease.forget();
    return answer === 'written';
  };
}

const FREED = Prisma.sql`lease_token = NULL, lease_expires_at = NULL, unreleased_runs = 0`;
const PROLONGED = Prisma.sql`lease_expires_at = asked.now + ${LEASE_MS} * interval '1 millisecond'`;

async function writeAll(
  db: Tx,
  { when, set, changes, event, frees }: RunWrite,
  all: Asked[],
): Promise<Answer[]> {
  const news = Prisma.sql`,
    news AS (
      SELECT team_id, account_id, id AS post_id, ${event} AS type, 'worker' AS actor, data, now AS at, 1 AS place
      FROM written
    ),
    ${APPEND_NEWS}`;
  const asked = all.map(({ postId, leaseToken, ...rest }) => ({
    ...{ post_id: postId, lease_token: leaseToken },
    ...rest,
  }));
  const rows = await db.$queryRaw<{ id: string; isWritten: boolean }[]>`${KEEPS_PLAN}
    WITH asked AS MATERIALIZED (
      SELECT *, ${lockPatience(all.length)}
      FROM jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        AS asked (post_id uuid, lease_token uuid, input jsonb, data jsonb, now timestamptz)
    ),
    held AS (
      UPDATE posts SET
        ${frees ? FREED : PROLONGED},
        updated_at = asked.now
        ${set ?? Prisma.empty}
      FROM asked
      WHERE posts.id = asked.post_id AND posts.status = 'PUBLISHING'
        AND posts.lease_token = asked.lease_token AND posts.lease_expires_at > asked.now
      RETURNING posts.id, posts.team_id, posts.account_id, asked.input, asked.data, asked.now
    ),
    written AS (SELECT * FROM held ${when ? Prisma.sql`WHERE ${when}` : Prisma.empty})
    ${changes ?? Prisma.empty} ${event ? news : Prisma.empty}
    SELECT held.id::text, written.id IS NOT NULL AS "isWritten" FROM held LEFT JOIN written USING (id)`;
  const isWritten = new Map(rows.map((row) => [row.id, row.isWritten]));
  return all.map(({ postId }) => {
    const answer = isWritten.get(postId);
    return answer === undefined ? 'lost' : answer ? 'written' : 'refused';
  });
}
