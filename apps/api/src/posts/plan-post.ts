import type { Post, Tx } from '@airdate/db';
import { commitChange, type TeamContext } from '../context.ts';
import { holdUnchanged } from './assert-unchanged.ts';
import { type ConsentedPost, checkConsent } from './check-consent.ts';
import { type Agreement, consentOf } from './consent.ts';
import { type CreatorPlan, holdCreatorPlan, lockCreatorPlan } from './hold-creator-plan.ts';
import { movePost } from './move-post.ts';
import { getPostInTeam } from './post.queries.ts';
import { NO_PROBLEM, type PostAction } from './post.ts';
import { warnOfPosts } from './warn-of-posts.ts';

type Plan = {
  /** Due instant. */
  publishAt: Date;
  /** The wall-clock time behind it; null to publish at once. */
  local: { time: string; timeZone: string } | null;
};

/** Says when a post goes out, in the transaction that plans it. */
export type ChoosePlan = (
  tx: Tx,
  known: { post: ConsentedPost; creatorPlan: CreatorPlan; now: Date },
) => Promise<Plan>;

/**
 * Checks a post against everything TikTok's posting screen would have prevented, as of now, then plans it and keeps the
 * consent, in one transaction. What is kept as agreed to is what the caller saw: a post that has changed since
 * is refused, however late the change.
 *
 * @param action what the caller is doing; must be open to the post's status
 * @param choose may run more than once
 * @throws NotFoundError | ValidationError | ConflictError | PostChangedError | QuotaExceededError |
 *   TikTokRefusedError; nothing is changed then
 */
export async function planPost(
  ctx: TeamContext,
  postId: string,
  action: PostAction,
  agreement: Agreement,
  choose: ChoosePlan,
): Promise<Post> {
  const { deps, teamId, actor } = ctx;
  const { post, creator } = await checkConsent(ctx, postId, action, agreement);

  await commitChange(ctx, async (tx) => {
    const { grantId } = post.account;
    // The time is read after the wait for others.
    await lockCreatorPlan(tx, grantId);
    const at = deps.clock.now();
    const creatorPlan = await holdCreatorPlan(tx, { grantId, mode: post.mode, now: at, postIds: [postId] });
    const { publishAt, local } = await choose(tx, { post, creatorPlan, now: at });
    const obstacle = creatorPlan.obstacleAt(publishAt);
    if (obstacle) throw obstacle;
    await holdUnchanged(tx, postId, agreement.contentHash);
    await tx.consent.create({ data: consentOf(post, creator, agreement, actor, at) });
    const localTime = local?.time ?? null;
    const timeZone = local?.timeZone ?? null;
    await movePost(tx, post, {
      to: 'SCHEDULED',
      actor,
      at,
      set: { publishAt, publishLocalTime: localTime, publishTimeZone: timeZone, ...NO_PROBLEM },
      event: {
        type: 'post.scheduled',
        data: { publishAt: publishAt.toISOString(), localTime, timeZone },
      },
    });
  });
  await warnOfPosts(deps.acrossTeams, { id: postId });
  return getPostInTeam(deps.db, teamId, postId);
}
