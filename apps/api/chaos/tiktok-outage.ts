import { setTimeout as sleep } from 'node:timers/promises';
import { createTikTokClient } from '@airdate/tiktok';
import type { Deps } from '../src/deps.ts';
import { startEventListener } from '../src/events/event-listener.ts';
import { DUE_STATUSES } from '../src/posts/post.ts';
import { ONE_REQUEST_PER_CALL } from '../src/quota/quota.ts';
import { startWorker } from '../src/serve/worker.ts';
import { outcomeOf, type Tally, tallyOf, tellBad, untilDelivered } from './count-outcomes.ts';
import { planPost, WAYS } from './plan-posts.ts';
import { createWorld, type World } from './world.ts';

const HOUR_MS = 3_600_000;
const STEP_MS = 60_000;
/** What waited for TikTok comes back with pauses of at most five minutes, and is asked about after that. */
const AFTERWARDS_STEPS = 30;
/** For a dispatcher to look and to act on what it saw. */
const ACT_MS = 350;
/** A machine that is busy with other things takes longer for what falls due in a minute. */
const STEP_WITHIN_MS = 10_000;

/** Posts fall due throughout an hour in which TikTok does not answer; the clocks are moved from minute to minute. */
export async function tiktokOutage(count: number): Promise<Tally> {
  const world = await createWorld();
  const { simulator } = world;
  let offsetMs = 0;
  const clock: Deps['clock'] = {
    now: () => new Date(world.deps.clock.now().getTime() + offsetMs),
    movedMs: () => offsetMs,
  };
  const tiktok = createTikTokClient({
    credentials: world.deps.config.tiktok,
    apiUrl: world.tiktok.url,
    retry: ONE_REQUEST_PER_CALL,
    clock: () => clock.now(),
  });
  const deps = { ...world.deps, clock, tiktok };
  const listener = await startEventListener(world.databaseUrl, deps.log);
  const stop = await startWorker(deps, world.deps.jobs, listener);
  const step = async () => {
    await sleep(ACT_MS);
    await untilNothingIsDue(world, clock.now());
    offsetMs += STEP_MS;
    await simulator.clock.advance(STEP_MS);
  };
  try {
    const ways = WAYS.filter(({ chunks, isStale }) => chunks === 1 && !isStale);
    const posts = [];
    for (let n = 0; n < count; n++) {
      posts.push(await planPost(world, ways[n % ways.length]!, Math.floor((n * HOUR_MS) / count)));
    }
    world.tiktok.isDown = true;
    for (let passedMs = 0; passedMs < HOUR_MS; passedMs += STEP_MS) await step();
    world.tiktok.isDown = false;
    for (let n = 0; n < AFTERWARDS_STEPS && !(await untilDelivered(world, posts, ACT_MS)); n++) await step();
    const outcomes = await Promise.all(posts.map((post) => outcomeOf(world, post)));
    tellBad('tiktok', outcomes);
    return tallyOf(outcomes);
  } finally {
    await stop();
    await listener.close();
    await world.close();
  }
}

/** A clock that jumps would end the leases of what is under way, and be too soon for what nobody has taken up yet. */
async function untilNothingIsDue({ deps: { db } }: World, now: Date): Promise<void> {
  const isDue = {
    OR: [{ status: { in: DUE_STATUSES }, publishAt: { lte: now } }, { nextCheckAt: { lte: now } }],
  };
  const deadline = performance.now() + STEP_WITHIN_MS;
  for (;;) {
    const working = await db.post.count({ where: { leaseToken: { not: null } } });
    const due = performance.now() < deadline ? await db.post.count({ where: isDue }) : 0;
    if (working === 0 && due === 0) return;
    await sleep(20);
  }
}
