import type { Post } from '@airdate/db';
import { requireRole, type TeamContext } from '../context.ts';
import type { Agreement } from './consent.ts';
import { planPost } from './plan-post.ts';
import { readFreeSlots } from './take-free-slot.ts';

export type ScheduleInNextFreeSlotInput = { postId: string } & Agreement;

/**
 * Agrees to a post and plans it for the next free slot of its account's schedule at which TikTok has room for it. The slot is
 * chosen and taken in one step: however many do this at once, no two get the same one.
 *
 * @throws NotFoundError | ForbiddenError | ValidationError | PostChangedError | TikTokRefusedError
 * @throws ConflictError `no_free_slot`, also while the schedule is paused
 */
export async function schedulePostInNextFreeSlot(
  ctx: TeamContext,
  { postId, ...agreement }: ScheduleInNextFreeSlotInput,
): Promise<Post> {
  requireRole(ctx, 'EDITOR');
  return planPost(ctx, postId, 'SCHEDULE', agreement, async (tx, { post, creatorPlan, now }) => {
    const slots = await readFreeSlots(tx, { accountId: post.accountId, now, postIds: [postId] });
    const { at, localTime, timeZone } = slots.take(creatorPlan);
    return { publishAt: at, local: { time: localTime, timeZone } };
  });
}
