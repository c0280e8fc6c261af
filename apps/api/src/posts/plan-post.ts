import type { Post } from '@airdate/db';
import { type TeamContext, withTransaction } from '../context.ts';
import { checkConsent } from './check-consent.ts';
import { type Agreement, consentOf } from './consent.ts';
import { holdAsSeen } from './hold-as-seen.ts';
import { movePost } from './move-post.ts';
import { getPostInTeam } from './post.queries.ts';
import { NO_PROBLEM, type PostAction } from './post.ts';
import { warnOfPosts } from './warn-of-posts.ts';

export type Plan = {
  /** Due instant. */
  publishAt: Date;
  /** The wall-clock time behind it; null to publish at once. */
  local: { time: string; timeZone: string } | null;
};

/**
 * Checks a post against everything TikTok's posting screen would have prevented, as of now, then plans it and keeps the
 * consent, in one transaction. What is kept as agreed to is what the caller saw: a post that has changed since
 * is refused, however late the change.
 *
 * @param action what the caller is doing; must be open to the post's status
 * @throws NotFoundError | ValidationError | ConflictError | PostChangedError | QuotaExceededError |
 *   TikTokRefusedError; nothing is changed then
 */
export async function planPost(
  ctx: TeamContext,
  postId: string,
  action: PostAction,
  agreement: Agreement,
  plan: Plan,
): Promise<Post> {
  const { deps, teamId, actor } = ctx;
  const { post, creator } = await checkConsent(ctx, postId, action, agreement);

  const at = deps.clock.now();
  await withTransaction(deps.db, async (tx) => {
    await holdAsSeen(tx, post, { contentHash: agreement.contentHash, publishAt: plan.publishAt, now: at });
    await tx.consent.create({ data: consentOf(post, creator, agreement, actor, at) });
    await movePost(tx, post, {
      to: 'SCHEDULED',
      actor,
      at,
      set: {
        publishAt: plan.publishAt,
        publishLocalTime: plan.local?.time ?? null,
        publishTimeZone: plan.local?.timeZone ?? null,
        ...NO_PROBLEM,
      },
      event: {
        type: 'post.scheduled',
        data: {
          publishAt: plan.publishAt.toISOString(),
          localTime: plan.local?.time ?? null,
          timeZone: plan.local?.timeZone ?? null,
        },
      },
    });
  });
  await warnOfPosts(deps.acrossTeams, { id: postId });
  return getPostInTeam(deps.db, teamId, postId);
}
