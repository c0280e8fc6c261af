import type { Point } from './gates/points.ts';
import type { Way } from './plan-posts.ts';
import { type Blow, type Case, type Struck, strikeTogether, type Workers } from './strike.ts';
import type { World } from './world.ts';

export type StrikeSettings = {
  frozenMs: number;
  rounds: number;
  /** Told after each batch how many cases were struck at. */
  onProgress?: (struck: Struck[], batch: number) => void;
};

/** Each that stands at Postgres takes one of the 20 connections of a worker; large videos need the machine for themselves. */
const AT_ONCE = { 1: 14, 2: 7 } as const;

/** A worker that is asked to end waits for the database; it does not wait for TikTok. */
export function casesOf(blow: Blow, way: Way, points: Point[]): Case[] {
  return points
    .filter(({ at }) => blow !== 'end' || at === 'tiktok')
    .flatMap((point) => point.sides.map((side) => ({ way, point, side })));
}

/**
 * Strikes at every case. One that holds up the others of its batch, as a statement that several posts share does, leaves
 * them unreached; they come again in the next round, in the last one of three or more one at a time.
 */
export async function strikeAll(
  world: World,
  blow: Blow,
  cases: Case[],
  workers: Workers,
  { frozenMs, rounds, onProgress = () => {} }: StrikeSettings,
): Promise<{ struck: Struck[]; missed: Case[] }> {
  const struck: Struck[] = [];
  let left = cases;
  for (let round = 1; round <= rounds && left.length > 0; round++) {
    const missed: Case[] = [];
    while (left.length > 0) {
      const size = rounds > 2 && round === rounds ? 1 : AT_ONCE[left[0]!.way.chunks];
      const batch = left.slice(0, size);
      left = left.slice(size);
      const hit = await strikeTogether(world, blow, batch, workers, { frozenMs });
      struck.push(...hit);
      onProgress(hit, batch.length);
      missed.push(
        ...batch.filter(({ point, side }) => !hit.some((each) => each.point === point && each.side === side)),
      );
    }
    left = missed;
  }
  return { struck, missed: left };
}
