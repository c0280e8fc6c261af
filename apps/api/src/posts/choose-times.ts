import type { PostMode, Tx } from '@airdate/db';
import { DomainError } from '../errors.ts';
import type { ConsentedPost } from './check-consent.ts';
import { type CreatorPlan, holdCreatorPlan } from './hold-creator-plan.ts';
import { type Span, spreadEvenly } from './spread-evenly.ts';
import { readFreeSlots } from './take-free-slot.ts';

export type PlannedTime = { publishAt: Date; localTime: string; timeZone: string };

export type ChosenTimes = {
  /** By the post's id. */
  times: Map<string, PlannedTime>;
  /** Why there is no time for a post, by its id. */
  refused: Map<string, DomainError>;
};

/**
 * Says when each of many posts goes out: evenly over a span, or in the next free slots. Each account has the whole span, or its own
 * slots, for its posts, in their order. Everything planned before counts, and each post for those after it. The caller holds
 * the plans of the creators.
 */
export async function chooseTimes(
  tx: Tx,
  posts: readonly { post: ConsentedPost }[],
  span: Span | null,
  now: Date,
): Promise<ChosenTimes> {
  const postIds = posts.map(({ post }) => post.id);
  const plans = new Map<string, CreatorPlan>();
  async function planOf(grantId: string, mode: PostMode): Promise<CreatorPlan> {
    const key = `${grantId} ${mode}`;
    const plan = plans.get(key) ?? (await holdCreatorPlan(tx, { grantId, mode, now, postIds }));
    plans.set(key, plan);
    return plan;
  }

  const times = new Map<string, PlannedTime>();
  const refused = new Map<string, DomainError>();
  for (const [accountId, ofAccount] of Map.groupBy(posts, ({ post }) => post.accountId)) {
    const next = span ? fromSpan(span, ofAccount.length) : await fromSlots(tx, { accountId, now, postIds });
    for (const { post } of ofAccount) {
      const plan = await planOf(post.account.grantId, post.mode);
      try {
        const time = next(plan);
        plan.add(time.publishAt);
        times.set(post.id, time);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        refused.set(post.id, error);
      }
    }
  }
  return { times, refused };
}

/** @throws DomainError when a post has no time */
type NextTime = (plan: CreatorPlan) => PlannedTime;

function fromSpan(span: Span, count: number): NextTime {
  const times = spreadEvenly(span, count).values();
  return (plan) => {
    const time = times.next().value!;
    const obstacle = plan.obstacleAt(time.publishAt);
    if (obstacle) throw obstacle;
    return { ...time, timeZone: span.timeZone };
  };
}

async function fromSlots(tx: Tx, of: { accountId: string; now: Date; postIds: string[] }): Promise<NextTime> {
  const slots = await readFreeSlots(tx, of);
  return (plan) => {
    const { at, localTime, timeZone } = slots.take(plan);
    return { publishAt: at, localTime, timeZone };
  };
}
