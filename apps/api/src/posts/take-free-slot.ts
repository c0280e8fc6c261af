import type { Tx } from '@airdate/db';
import { ConflictError } from '../errors.ts';
import { type FreeSlot, freeSlots, selectPlanned } from '../schedules/next-free-slots.ts';
import type { CreatorPlan } from './hold-creator-plan.ts';
import { plannedAfter } from './planned-posts.queries.ts';

/** The free slots of an account's schedule, each handed out once. */
export type SlotTaker = {
  /**
   * The next slot at which TikTok has room for one more post.
   *
   * @throws ConflictError `no_free_slot` when the coming year has none
   */
  take(plan: CreatorPlan): FreeSlot;
};

/**
 * Reads the free slots of an account, whose creator's plan the caller holds.
 *
 * @param postIds whose own slots count as free
 */
export async function readFreeSlots(
  tx: Tx,
  { accountId, now, postIds }: { accountId: string; now: Date; postIds: string[] },
): Promise<SlotTaker> {
  const schedule = await tx.schedule.findUniqueOrThrow({
    where: { accountId },
    select: selectPlanned({ ...plannedAfter(now), id: { notIn: postIds } }),
  });
  const free = freeSlots(schedule, now);

  function take(plan: CreatorPlan): FreeSlot {
    for (;;) {
      const { value: slot, done } = free.next();
      if (done || !slot) throw new ConflictError('no_free_slot', { message: whyNone(schedule) });
      if (!plan.obstacleAt(slot.at)) return slot;
    }
  }
  return { take };
}

function whyNone({
  pausedAt,
  slots,
}: {
  pausedAt: Date | null;
  slots: readonly unknown[];
}): string | undefined {
  if (pausedAt !== null) return 'The schedule of the account is paused.';
  return slots.length === 0 ? 'The schedule of the account has no slots.' : undefined;
}
