import type { Tx } from '@airdate/db';
import type { TeamContext } from '../context.ts';
import { appendNewsOf } from '../events/append-news.ts';
import type { ConsentedPost } from './check-consent.ts';
import { type Agreement, type CreatorShown, consentOf } from './consent.ts';

/** A post that is agreed to, with its time. */
export type AgreedPlan = {
  post: ConsentedPost;
  creator: CreatorShown;
  agreement: Agreement;
  publishAt: Date;
  localTime: string;
  timeZone: string;
};

/**
 * Plans any number of posts of a team and keeps their consents, in two statements, so that the team's log is locked for short. The
 * caller holds the rows and has made sure that they may be planned.
 */
export async function writePlans(
  tx: Tx,
  { actor }: Pick<TeamContext, 'actor'>,
  plans: readonly AgreedPlan[],
  at: Date,
): Promise<void> {
  await tx.consent.createMany({
    data: plans.map(({ post, creator, agreement }) => consentOf(post, creator, agreement, actor, at)),
  });
  await tx.$queryRaw`
    WITH wanted AS (
      SELECT * FROM unnest(
        ${plans.map(({ post }) => post.id)}::uuid[],
        ${plans.map(({ publishAt }) => publishAt.toISOString())}::timestamptz[],
        ${plans.map(({ localTime }) => localTime)}::text[],
        ${plans.map(({ timeZone }) => timeZone)}::text[]
      ) WITH ORDINALITY AS wanted (id, publish_at, local_time, time_zone, place)
    ),
    moved AS (
      UPDATE posts SET
        status = 'SCHEDULED',
        publish_at = wanted.publish_at,
        publish_local_time = wanted.local_time,
        publish_time_zone = wanted.time_zone,
        problem_code = NULL,
        problem_log_id = NULL,
        problem_retry_at = NULL,
        problem_since = NULL,
        updated_at = ${at}::timestamptz
      FROM wanted WHERE posts.id = wanted.id
      RETURNING posts.team_id, posts.account_id, wanted.*
    ),
    news AS (
      SELECT team_id, account_id, id AS post_id, 'post.scheduled' AS type, ${actor.kind}::text AS actor, ${at}::timestamptz AS at, place,
        jsonb_build_object(
          'publishAt', to_char(publish_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'localTime', local_time,
          'timeZone', time_zone
        ) AS data
      FROM moved
    ),
    ${appendNewsOf('id' in actor ? actor.id : null)}
    SELECT 1 FROM moved LIMIT 1`;
}
