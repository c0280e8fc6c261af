import type { Tx } from '@airdate/db';
import type { TeamContext } from '../context.ts';
import { appendEvents } from '../events/append-events.ts';
import type { ConsentedPost } from './check-consent.ts';
import { type Agreement, type CreatorShown, consentOf } from './consent.ts';
import { NO_PROBLEM_SET } from './post.ts';

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
 * Plans any number of posts of a team and keeps their consents, in a few statements, so that the team's log is locked for short. The
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
  await tx.$executeRaw`
    UPDATE posts SET
      status = 'SCHEDULED',
      publish_at = plan.publish_at,
      publish_local_time = plan.local_time,
      publish_time_zone = plan.time_zone,
      ${NO_PROBLEM_SET},
      updated_at = ${at}::timestamptz
    FROM unnest(
      ${plans.map(({ post }) => post.id)}::uuid[],
      ${plans.map(({ publishAt }) => publishAt.toISOString())}::timestamptz[],
      ${plans.map(({ localTime }) => localTime)}::text[],
      ${plans.map(({ timeZone }) => timeZone)}::text[]
    ) AS plan (id, publish_at, local_time, time_zone)
    WHERE posts.id = plan.id`;
  await appendEvents(
    tx,
    actor,
    plans.map(({ post, publishAt, localTime, timeZone }) => ({
      teamId: post.teamId,
      accountId: post.accountId,
      postId: post.id,
      at,
      type: 'post.scheduled',
      data: { publishAt: publishAt.toISOString(), localTime, timeZone },
    })),
  );
}
