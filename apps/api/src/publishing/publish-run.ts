import {
  type Account,
  type Grant,
  type MediaAsset,
  type Post,
  Prisma,
  type PublishAttempt,
  type PublishUpload,
  type Tx,
} from '@airdate/db';
import type { TokenUse } from '../accounts/record-token-access.ts';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { APPEND_NEWS } from '../events/append-news.ts';
import type { EventPayloads, EventType } from '../events/event-types.ts';
import { type Lease, LeaseLostError, leaseEnd } from './lease.ts';

/** An attempt with the bytes it sends, if it sends any itself. */
export type Attempt = PublishAttempt & { upload: PublishUpload | null };

/** A post with everything that publishing it needs; attempts newest first. */
export type PostToPublish = Post & {
  account: Account & { grant: Grant };
  mediaAsset: MediaAsset;
  attempts: Attempt[];
};

/** One worker's work on one post, from claim to release. */
export type PublishRun = {
  deps: Deps;
  lease: Lease;
  post: PostToPublish;
  /** The live attempt that was there at the claim. */
  resumedAttemptId: string | null;
  /**
   * Waits until this process may send bytes, which may take long.
   *
   * @throws WorkerStoppingError
   */
  waitToSend: () => Promise<void>;
};

/** The process takes no further long work on: another worker goes on from the rows. */
export class WorkerStoppingError extends Error {
  override name = 'WorkerStoppingError';
}

/** Reads a post for publishing; null when it is gone. */
export function readPostToPublish(db: Tx, postId: string): Promise<PostToPublish | null> {
  return db.post.findUnique({
    where: { id: postId },
    include: {
      account: { include: { grant: true } },
      mediaAsset: true,
      attempts: { include: { upload: true }, orderBy: { number: 'desc' } },
    },
  });
}

/**
 * One short transaction of a run, begun by asserting the lease.
 *
 * @throws LeaseLostError when another worker took over; nothing is written then
 */
export function writeInRun<T>(
  { deps, lease }: PublishRun,
  work: (tx: Tx, at: Date) => Promise<T>,
): Promise<T> {
  return withTransaction(deps.db, async (tx) => {
    await lease.assertHeld(tx);
    return work(tx, deps.clock.now());
  });
}

/** What {@link writeAtOnce} writes besides the lease. */
type OneWrite<T extends EventType> = {
  /** CTEs of a WITH list, each after a comma; they join `held (id, now)`, which has no row when the lease is lost. */
  changes?: Prisma.Sql;
  /** Assignments to columns of the post, each after a comma. */
  set?: Prisma.Sql;
  event?: { type: T; data: EventPayloads[T] };
};

/**
 * A write of a run in one statement, for what happens once or more for every post: the lease is asserted and prolonged as
 * by {@link writeInRun}, the changes are done, and the event appended.
 *
 * @throws LeaseLostError when another worker took over; nothing is written then
 */
export async function writeAtOnce<T extends EventType>(
  { deps, lease, post }: PublishRun,
  { changes = Prisma.empty, set = Prisma.empty, event }: OneWrite<T>,
): Promise<void> {
  const now = deps.clock.now();
  const news = Prisma.sql`,
    news AS (
      SELECT team_id, account_id, id AS post_id, ${event?.type} AS type, ${event?.data}::jsonb AS data, now AS at, 1 AS place
      FROM held
    ),
    ${APPEND_NEWS}`;
  const held = await deps.db.$queryRaw<unknown[]>`
    WITH held AS (
      UPDATE posts SET lease_expires_at = ${leaseEnd(now)}::timestamptz, updated_at = ${now}::timestamptz ${set}
      WHERE id = ${post.id}::uuid AND lease_token = ${lease.token}::uuid AND lease_expires_at > ${now}::timestamptz
      RETURNING id, team_id, account_id, ${now}::timestamptz AS now
    )${changes}${event ? news : Prisma.empty}
    SELECT 1 FROM held`;
  if (held.length === 0) throw new LeaseLostError(post.id);
}

/** What a worker unseals the tokens of a post's account for. */
export function tokenUse({ id, teamId }: Post, purpose: TokenUse['purpose']): TokenUse {
  return { purpose, actor: { kind: 'worker' }, teamId, postId: id };
}

/** Whose event it is. */
export function eventOf({ id, teamId, accountId }: Post) {
  return { postId: id, teamId, accountId, actor: { kind: 'worker' } } as const;
}
