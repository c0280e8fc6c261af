import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { killHard } from '../test/worker-process.ts';
import { type Outcome, outcomeOf, untilDelivered } from './count-outcomes.ts';
import type { Order, Point, Side } from './gates/points.ts';
import { type PlannedPost, planPost, type Way } from './plan-posts.ts';
import { forgetReceivedMedia, type World } from './world.ts';

/**
 * What goes wrong at an await point: the worker is killed, stopped for a while, or asked to end there, while another one
 * waits for its turn; or the connection ends there, and with it what Postgres or TikTok answered.
 */
export type Blow = 'kill' | 'freeze' | 'end' | 'cut';

export type Case = { way: Way; point: Point; side: Side };

export type Struck = Case & {
  outcome: Outcome;
  /**
   * From the blow until another worker took what this one held, and until one that was asked to end had done so; null when
   * it held nothing.
   */
  handOverMs: number | null;
};

/** Lets a stopped worker go on after this. */
export type StrikeOptions = { frozenMs: number };

const NOT_YET_MS = 3_600_000;
const FIRST_DUE_MS = 500;
const APART_MS = 80;
/** An open transaction stands still for 3 s at most, and leases end after 3.5 s. */
const GATHER_MS = 2_200;
const WITHIN_MS = 150_000;
/** For a worker that woke up to do whatever it still wants to do. */
const AWAKE_MS = 1_500;

const SIGNALS = { kill: 'SIGKILL', freeze: 'SIGSTOP', end: 'SIGTERM', cut: 0 } as const;

type Held = { case: Case; post: PlannedPost; go(order: Order): void };

/**
 * Sends a post of its own through each of these cases, timed so that all stand at their points together, strikes, and
 * waits for what becomes of them.
 *
 * @returns the cases whose point was reached in time; the others were delivered with nothing or something else going wrong
 */
export async function strikeTogether(
  world: World,
  blow: Blow,
  cases: Case[],
  workers: Workers,
  { frozenMs }: StrikeOptions,
): Promise<Struck[]> {
  const { victim, successor } = blow === 'cut' ? await workers.one() : await workers.two();
  successor?.kill('SIGSTOP');
  const held: Held[] = [];
  const isComplete = Promise.withResolvers<void>();
  const posts: PlannedPost[] = [];
  // Those that go furthest come first: one that stands in a statement which posts share stops nobody who is past it.
  const inOrder = cases.toSorted((a, b) => b.point.afterMs - a.point.afterMs);
  for (const each of inOrder) {
    const { way, point, side } = each;
    const post = await planPost(world, way, NOT_YET_MS);
    posts.push(post);
    const spring = (): Promise<Order> => {
      const order = Promise.withResolvers<Order>();
      held.push({ case: each, post, go: order.resolve });
      if (blow === 'cut') order.resolve('cut');
      if (held.length === cases.length) isComplete.resolve();
      return order.promise;
    };
    post.subject.trap = { name: point.name, nth: point.nth, side, spring };
  }
  const latestMs = inOrder[0]!.point.afterMs;
  const firstDueAt = world.deps.clock.now().getTime() + FIRST_DUE_MS;
  const dueAt = inOrder.map(({ point }, n) => new Date(firstDueAt + latestMs - point.afterMs + n * APART_MS));
  await Promise.all(
    posts.map(({ postId }, n) =>
      world.deps.db.post.update({ where: { id: postId }, data: { publishAt: dueAt[n]! } }),
    ),
  );
  const gatherMs = FIRST_DUE_MS + latestMs + GATHER_MS;
  await Promise.race([isComplete.promise, sleep(gatherMs, undefined, { ref: false })]);
  for (const { subject } of posts) subject.trap = null;

  const struckAt = await databaseTime(world);
  if (successor) victim.kill(SIGNALS[blow]);
  const ending = blow === 'end' ? endingMs(victim) : null;
  // Read before anybody can take over, and when the one that is struck does nothing more.
  const owned = new Map(
    await Promise.all(held.map(async ({ post }) => [post, await heldThings(world, post)] as const)),
  );
  successor?.kill('SIGCONT');
  // What Postgres and TikTok have done and said is there for a stopped process to read.
  if (blow === 'freeze') for (const each of held) if (each.case.side === 'after') each.go('go on');
  const delivered = untilDelivered(world, posts, WITHIN_MS);
  if (blow === 'freeze') {
    await sleep(frozenMs);
    victim.kill('SIGCONT');
  }
  // What a worker had not sent off when it ended never arrives, also when nobody has noticed its end yet.
  const go = (order: Order) => {
    for (const each of held) each.go(order);
  };
  if (ending) void ending.then(() => go('cut'));
  else go(blow === 'kill' ? 'cut' : 'go on');
  await delivered;
  if (blow === 'freeze') await sleep(AWAKE_MS);
  if (successor) await workers.replace(victim);

  const endedAfterMs = await ending;
  const struck = await Promise.all(
    held.map(async ({ case: each, post }) => ({
      ...each,
      outcome: await outcomeOf(world, post),
      handOverMs:
        blow === 'cut' ? null : await handOverMs(world, owned.get(post) ?? [], struckAt, endedAfterMs),
    })),
  );
  for (const { subject } of posts) world.subjects.forget(subject);
  forgetReceivedMedia(world);
  return struck;
}

/** The workers of a world. The one that is struck is replaced by the one that took over. */
export class Workers {
  readonly #world: World;
  readonly #running: ChildProcess[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  async one(): Promise<{ victim: ChildProcess; successor: null }> {
    await this.#have(1);
    return { victim: this.#running[0]!, successor: null };
  }

  async two(): Promise<{ victim: ChildProcess; successor: ChildProcess }> {
    await this.#have(2);
    return { victim: this.#running[0]!, successor: this.#running[1]! };
  }

  async replace(victim: ChildProcess): Promise<void> {
    this.#running.splice(this.#running.indexOf(victim), 1);
    if (victim.exitCode === null && victim.signalCode === null) victim.kill('SIGTERM');
    await Promise.race([
      victim.exitCode === null && victim.signalCode === null ? once(victim, 'exit') : null,
      sleep(6_000, undefined, { ref: false }),
    ]);
    await killHard(victim);
  }

  async end(): Promise<void> {
    await Promise.all(this.#running.splice(0).map(killHard));
  }

  async #have(count: number): Promise<void> {
    while (this.#running.length < count) this.#running.push(await this.#world.startWorker());
  }
}

/** How long a worker took to end; infinite when it did not end well. */
async function endingMs(worker: ChildProcess): Promise<number> {
  const askedMs = performance.now();
  const [code] = await once(worker, 'exit');
  return code === 0 ? performance.now() - askedMs : Number.POSITIVE_INFINITY;
}

/** What somebody holds a lease of, for this post. */
async function heldThings({ deps: { db } }: World, { postId, grantId }: PlannedPost): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM posts WHERE id = ${postId}::uuid AND lease_token IS NOT NULL AND status = 'PUBLISHING' UNION ALL
    SELECT id::text FROM grants WHERE id = ${grantId}::uuid AND refresh_lease_token IS NOT NULL`;
  return rows.map(({ id }) => id);
}

/** Of Postgres, in ms since 1970. */
async function databaseTime({ deps: { db } }: World): Promise<number> {
  const [row] = await db.$queryRaw<[{ ms: number }]>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
  return row.ms;
}

/** @returns the longest; infinite when somebody held something that nobody took */
async function handOverMs(
  { deps: { db } }: World,
  ids: string[],
  struckAt: number,
  atLeastMs: number | null,
): Promise<number | null> {
  if (ids.length === 0) return atLeastMs;
  const rows = await db.$queryRaw<{ ms: number | null }[]>`
    SELECT (SELECT (extract(epoch FROM min(at)) * 1000)::float8 FROM taken
      WHERE taken.id = wanted.id AND at > to_timestamp(${struckAt / 1000}::float8)) AS ms
    FROM unnest(${ids}::uuid[]) AS wanted (id)`;
  const tookMs = rows.map(({ ms }) => (ms === null ? Number.POSITIVE_INFINITY : ms - struckAt));
  return Math.max(atLeastMs ?? 0, ...tookMs);
}
