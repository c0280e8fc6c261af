import type { PostMode, Tx } from '@airdate/db';
import { DAY_MS, DIRECT_POST_CAP, PENDING_INBOX_SHARE_CAP } from './quota.ts';

export type PlannedWindow =
  | { fits: true; planned: number; cap: number }
  | {
      fits: false;
      /** Other posts in the fullest 24 hours around the instant. */
      planned: number;
      cap: number;
      /** The first later instant at which one more post fits. */
      nextFitAt: Date;
    };

/**
 * Whether one more post fits at an instant, so that no 24 hours hold more than `cap`: neither those before it nor those
 * after it.
 *
 * @param others instants of all other posts of the creator, in any order
 */
export function fitIntoWindow(others: readonly Date[], at: Date, cap: number): PlannedWindow {
  const sorted = others.map((other) => other.getTime()).sort((a, b) => a - b);
  const planned = fullestWindow(sorted, at.getTime());
  if (planned < cap) return { fits: true, planned, cap };
  // Room appears only when the window leaves a post behind.
  for (const other of sorted) {
    const leftAt = other + DAY_MS;
    if (leftAt > at.getTime() && fullestWindow(sorted, leftAt) < cap) {
      return { fits: false, planned, cap, nextFitAt: new Date(leftAt) };
    }
  }
  throw new RangeError('A cap below 1 leaves no room at any time.');
}

/** How many of the others share the fullest 24 hours, end excluded, that hold `at`. */
function fullestWindow(sorted: readonly number[], at: number): number {
  const nearby = sorted.filter((other) => other > at - DAY_MS && other < at + DAY_MS);
  const starts = [...nearby.filter((other) => other <= at), at];
  return Math.max(
    ...starts.map((start) => nearby.filter((other) => other >= start && other < start + DAY_MS).length),
  );
}

/**
 * Whether a post fits at `publishAt` beside everything that is sent off and planned for the same creator, in all teams.
 *
 * @param plan.exceptPostId the post itself, when it is planned already
 */
export async function checkPlannedWindow(
  deps: { db: Tx },
  plan: { grantId: string; publishAt: Date; exceptPostId?: string; mode?: PostMode },
): Promise<PlannedWindow> {
  const { grantId, publishAt, mode = 'DIRECT' } = plan;
  const since = new Date(publishAt.getTime() - DAY_MS);
  const posts = { mode, account: { grantId } } as const;
  const [sent, planned] = await Promise.all([
    deps.db.publishAttempt.findMany({
      where: { publishId: { not: null }, startedAt: { gt: since }, post: posts },
      select: { startedAt: true },
    }),
    deps.db.post.findMany({
      where: {
        ...posts,
        id: { not: plan.exceptPostId },
        status: { in: ['SCHEDULED', 'HELD', 'PUBLISHING'] },
        OR: [{ publishAt: { gt: since } }, { status: 'HELD', problemRetryAt: { gt: since } }],
        // One that is being sent is among the attempts.
        NOT: { status: 'PUBLISHING', attempts: { some: { publishId: { not: null }, outcome: null } } },
      },
      select: { status: true, publishAt: true, problemRetryAt: true },
    }),
  ]);
  const others = [
    ...sent.map(({ startedAt }) => startedAt),
    ...planned.flatMap((post) => (post.status === 'HELD' && post.problemRetryAt) || post.publishAt || []),
  ];
  return fitIntoWindow(others, publishAt, mode === 'DIRECT' ? DIRECT_POST_CAP : PENDING_INBOX_SHARE_CAP);
}
