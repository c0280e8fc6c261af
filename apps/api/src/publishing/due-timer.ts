import type { Deps } from '../deps.ts';
import { DUE_STATUSES } from '../posts/post.ts';

const LOOK_EVERY_MS = 1_000;
const LOOK_AHEAD_MS = 2_500;

/**
 * Wakes the queue on the instant a post is due, for the queue itself only looks every few hundred milliseconds. Armed
 * from the database again and again, in every worker: a restart loses nothing, and several timers for one post do no
 * harm because the claim lets one through.
 *
 * @param wake called within a few milliseconds after each due instant
 * @returns stops the timer
 */
export function startDueTimer(deps: Deps, wake: () => void): () => void {
  const armed = new Map<number, NodeJS.Timeout>();

  async function look(): Promise<void> {
    const now = deps.clock.now();
    const due = await deps.db.post.findMany({
      where: {
        status: { in: DUE_STATUSES },
        publishAt: { gt: now, lte: new Date(now.getTime() + LOOK_AHEAD_MS) },
      },
      select: { publishAt: true },
      distinct: ['publishAt'],
    });
    for (const { publishAt } of due) {
      const instant = publishAt?.getTime() ?? 0;
      if (armed.has(instant)) continue;
      const fire = () => {
        armed.delete(instant);
        wake();
      };
      // One millisecond late rather than early: the queue's own clock is the database's.
      const delayMs = instant - deps.clock.now().getTime() + 1;
      armed.set(instant, setTimeout(fire, Math.max(delayMs, 1)));
    }
  }

  const interval = setInterval(() => {
    look().catch((error) => deps.log.warn({ err: error }, 'looking for due posts failed'));
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(interval);
    for (const timer of armed.values()) clearTimeout(timer);
  };
}
