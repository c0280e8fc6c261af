import { setTimeout as sleep } from 'node:timers/promises';
import { isPassingFailure, type PostStatus, type Prisma } from '@airdate/db';
import type { PlannedPost } from './plan-posts.ts';
import type { World } from './world.ts';

/** What became of a post, here and at TikTok. */
export type Outcome = {
  status: PostStatus;
  problemCode: string | null;
  /** How often TikTok has it: posted, or in the inbox. */
  publishes: number;
  isLost: boolean;
  isDoubled: boolean;
  isStuck: boolean;
};

const DELIVERED = { DIRECT: 'PUBLISHED', INBOX: 'IN_INBOX' } as const;
const LOOK_EVERY_MS = 100;
/** Nothing happens to them by itself any more. */
const ENDS: PostStatus[] = ['PUBLISHED', 'IN_INBOX', 'FAILED', 'NEEDS_ATTENTION', 'CANCELLED'];

/** Waits until all posts are delivered, or their time is up. @returns whether all came to an end */
export async function untilDelivered(world: World, posts: PlannedPost[], withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  const where = { id: { in: posts.map(({ postId }) => postId) }, status: { notIn: ENDS } };
  while (performance.now() < deadline) {
    if ((await countedOrUnknown(world, where)) === 0) return true;
    await sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** @returns null while Postgres does not answer */
function countedOrUnknown({ deps }: World, where: Prisma.PostWhereInput): Promise<number | null> {
  return deps.db.post.count({ where }).catch((error) => {
    if (isPassingFailure(error)) return null;
    throw error;
  });
}

export async function outcomeOf({ deps, simulator }: World, post: PlannedPost): Promise<Outcome> {
  const { status, problemCode } = await deps.db.post.findUniqueOrThrow({ where: { id: post.postId } });
  const publishes = simulator
    .tasks()
    .filter(
      ({ openId, status: at }) =>
        openId === post.openId && ['PUBLISH_COMPLETE', 'SEND_TO_USER_INBOX'].includes(at),
    ).length;
  const isDelivered = status === DELIVERED[post.mode];
  return {
    ...{ status, problemCode, publishes },
    isDoubled: publishes > 1,
    isStuck: !isDelivered && !ENDS.includes(status),
    // Either side says that it is out and the other does not know it, or it was given up.
    isLost: (isDelivered && publishes === 0) || (!isDelivered && ENDS.includes(status)),
  };
}

/** Shows what came of posts that were lost, doubled or stuck. */
export function tellBad(scenario: string, outcomes: Outcome[]): void {
  for (const { status, problemCode, publishes, ...bad } of outcomes) {
    if (!Object.values(bad).some(Boolean)) continue;
    console.log(`${scenario}: ${status} ${problemCode ?? ''} publishes=${publishes}`);
  }
}

/** What a scenario comes to. */
export type Tally = {
  posts: number;
  publishes: number;
  lost: number;
  doubled: number;
  stuck: number;
  longestHandOverMs: number;
  /** Cases whose point was not reached, so that they showed nothing. */
  missed: number;
};

export const NOTHING: Tally = {
  ...{ posts: 0, publishes: 0, lost: 0, doubled: 0, stuck: 0, longestHandOverMs: 0, missed: 0 },
};

export function tallyOf(outcomes: Outcome[], handOversMs: (number | null)[] = [], missed = 0): Tally {
  const count = (is: (outcome: Outcome) => boolean) => outcomes.filter(is).length;
  return {
    posts: outcomes.length,
    publishes: outcomes.reduce((sum, { publishes }) => sum + publishes, 0),
    lost: count(({ isLost }) => isLost),
    doubled: count(({ isDoubled }) => isDoubled),
    stuck: count(({ isStuck }) => isStuck),
    longestHandOverMs: Math.round(Math.max(0, ...handOversMs.filter((ms) => ms !== null))),
    missed,
  };
}

export function sumOf(tallies: Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      posts: sum.posts + tally.posts,
      publishes: sum.publishes + tally.publishes,
      lost: sum.lost + tally.lost,
      doubled: sum.doubled + tally.doubled,
      stuck: sum.stuck + tally.stuck,
      longestHandOverMs: Math.max(sum.longestHandOverMs, tally.longestHandOverMs),
      missed: sum.missed + tally.missed,
    }),
    NOTHING,
  );
}
