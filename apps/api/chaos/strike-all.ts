import type { Point } from './gates/points.ts';
import type { Way } from './plan-posts.ts';
import { type Blow, type Case, type Struck, strikeTogether, type Workers } from './strike.ts';
import type { World } from './world.ts';

export type StrikeSettings = { frozenMs: number; rounds: number };

/** Each that stands at Postgres takes one of the 20 connections of a worker; large videos need the machine for themselves. */
const AT_ONCE = { 1: 14, 2: 7 } as const;

export function casesOf(way: Way, points: Point[]): Case[] {
  return points.flatMap((point) => point.sides.map((side) => ({ way, point, side })));
}

/**
 * Strikes at every case. One that holds up the others of its batch, as a statement that several posts share does, leaves
 * them unreached; they come again in the next round, the last time one at a time.
 */
export async function strikeAll(
  world: World,
  blow: Blow,
  cases: Case[],
  workers: Workers,
  { frozenMs, rounds }: StrikeSettings,
): Promise<{ struck: Struck[]; missed: Case[] }> {
  const struck: Struck[] = [];
  let left = cases;
  for (let round = 1; round <= rounds && left.length > 0; round++) {
    const missed: Case[] = [];
    while (left.length > 0) {
      const size = rounds > 1 && round === rounds ? 1 : AT_ONCE[left[0]!.way.chunks];
      const batch = left.slice(0, size);
      left = left.slice(size);
      const hit = await strikeTogether(world, blow, batch, workers, { frozenMs });
      struck.push(...hit);
      missed.push(
        ...batch.filter(({ point, side }) => !hit.some((each) => each.point === point && each.side === side)),
      );
    }
    left = missed;
  }
  return { struck, missed: left };
}
