import { untilDelivered } from './count-outcomes.ts';
import type { Point } from './gates/points.ts';
import { planPost, type Way } from './plan-posts.ts';
import type { World } from './world.ts';

const RUNS = 3;
const DUE_IN_MS = 300;
const WITHIN_MS = 60_000;

/**
 * Delivers some posts with nothing going wrong, one after another. @returns every round trip that each of them made, in
 * the order of the first
 *
 * @param times how many; what happened now and then is left out the better the more there are
 */
export async function findPoints(world: World, way: Way, times = RUNS): Promise<Point[]> {
  const runs: Point[][] = [];
  for (let n = 0; n < times; n++) {
    const post = await planPost(world, way, DUE_IN_MS);
    if (!(await untilDelivered(world, [post], WITHIN_MS)))
      throw new Error(`A post (${way.name}) was not delivered although nothing went wrong.`);
    world.subjects.forget(post.subject);
    runs.push(post.subject.points);
  }
  const [first = [], ...others] = runs;
  return first.filter((point) =>
    others.every((run) => run.some(({ name, nth }) => name === point.name && nth === point.nth)),
  );
}
