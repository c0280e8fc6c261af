import { KEEPS_PLAN, Prisma, type Tx } from '@airdate/db';
import type { Deps } from '../deps.ts';
import { APPEND_NEWS } from '../events/append-news.ts';
import { gatherByDb } from '../gather.ts';
import { lockPatience } from '../lock-patience.ts';
import { NO_PROBLEM_SET } from '../posts/post.ts';
import type { Attempt, PostToPublish } from './publish-run.ts';
import { publicIdNews } from './record-public-ids.ts';

/** What TikTok said became of an attempt. */
export type GoodVerdict = {
  to: 'PUBLISHED' | 'IN_INBOX';
  logId: string | null;
  /** 19 digits each; only of what is public. */
  postIds: string[];
};

type Told = {
  [column in 'postId' | 'status' | 'attemptId' | 'to' | 'publishId']: string;
} & { outcome: string | null; logId: string | null; newIds: string[]; isEnd: boolean; at: Date };

/**
 * Records that TikTok took a post: post, attempt and events together, or nothing when either has changed since it was
 * read, so that a verdict about one attempt is never taken for one about its successor. What is learnt of many posts at
 * the same moment is one statement.
 */
export async function recordVerdict(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  post: PostToPublish,
  attempt: Attempt,
  { to, logId, postIds }: GoodVerdict,
): Promise<void> {
  const at = clock.now();
  const { newIds, isEnd } =
    to === 'PUBLISHED' ? publicIdNews(post, postIds, at) : { newIds: [], isEnd: false };
  await recordOne(db, {
    ...{ postId: post.id, status: post.status, to, logId, newIds, isEnd, at },
    ...{ attemptId: attempt.id, outcome: attempt.outcome, publishId: attempt.publishId ?? '' },
  });
}

/** A verdict proves that TikTok has every byte, whatever was acknowledged. */
const ALL_BYTES_THERE = Prisma.sql`
  acknowledged AS (
    UPDATE publish_uploads SET acknowledged_bytes = size_bytes FROM settled WHERE attempt_id = settled."attemptId"
  )`;

const recordOne = gatherByDb(async (db: Tx, told: Told[]): Promise<undefined[]> => {
  await db.$executeRaw`${KEEPS_PLAN}
    WITH told AS MATERIALIZED (
      SELECT *, ${lockPatience(told.length)} FROM jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS told (
        "postId" uuid, status text, "attemptId" uuid, outcome text, "to" text, "publishId" text, "logId" text,
        "newIds" text[], "isEnd" boolean, at timestamptz
      )
    ),
    locked AS (
      SELECT told.*, posts.team_id, posts.account_id
      FROM told JOIN posts ON posts.id = told."postId" AND posts.status::text = told.status
      FOR UPDATE OF posts
    ),
    settled AS (
      UPDATE publish_attempts SET
        step = 'SETTLED', outcome = locked."to"::"AttemptOutcome", error_code = NULL, finished_at = locked.at,
        log_ids = array_remove(log_ids || locked."logId", NULL)
      FROM locked
      WHERE publish_attempts.id = locked."attemptId"
        AND publish_attempts.outcome IS NOT DISTINCT FROM locked.outcome::"AttemptOutcome"
      RETURNING locked.*
    ),
    ${ALL_BYTES_THERE},
    moved AS (
      UPDATE posts SET
        status = settled."to"::"PostStatus",
        ${NO_PROBLEM_SET},
        published_at = CASE WHEN settled."to" = 'PUBLISHED' THEN settled.at ELSE posts.published_at END,
        tiktok_post_ids = posts.tiktok_post_ids || settled."newIds",
        publicly_available_at = CASE
          WHEN cardinality(settled."newIds") > 0 THEN coalesce(posts.publicly_available_at, settled.at)
          ELSE posts.publicly_available_at
        END,
        next_check_at = CASE WHEN settled."isEnd" THEN NULL ELSE posts.next_check_at END,
        updated_at = settled.at
      FROM settled WHERE posts.id = settled."postId"
    ),
    news AS (
      SELECT team_id, account_id, "postId" AS post_id, 'tiktok' AS actor, at, 0 AS place,
        CASE WHEN "to" = 'PUBLISHED' THEN 'post.published' ELSE 'post.in_inbox' END AS type,
        jsonb_build_object('publishId', "publishId", 'logId', "logId") AS data
      FROM settled
      UNION ALL
      SELECT team_id, account_id, "postId", 'tiktok', at, place, 'post.publicly_available',
        jsonb_build_object('postIds', jsonb_build_array(id))
      FROM settled, unnest("newIds") WITH ORDINALITY AS ids (id, place)
    ),
    ${APPEND_NEWS}
    SELECT 1`;
  return told.map(() => undefined);
});
