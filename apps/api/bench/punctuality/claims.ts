import { setTimeout } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { startDispatcher } from '../../src/publishing/dispatcher/start-dispatcher.ts';
import { type Lateness, lateness } from './lateness.ts';
import type { Account, World } from './world.ts';

const FIRST_AFTER_MS = 4_000;
const PATIENCE_MS = 180_000;

/** How many posts, and over how long they are due. */
export type Spread = { posts: number; spanMs: number };

function spread({ deps }: World, { posts, spanMs }: Spread): Date[] {
  const begin = deps.clock.now().getTime() + FIRST_AFTER_MS;
  return Array.from({ length: posts }, (_, i) => new Date(begin + Math.floor((i * spanMs) / posts)));
}

/** Claims only, by the dispatcher as it is. Lateness is read when the claim is committed, by a clock that is right. */
export async function measureClaims(
  world: World,
  accounts: Account[],
  { offMs, ...over }: Spread & { offMs: number },
): Promise<Lateness> {
  const { deps, listener } = world;
  const due = await world.plan(accounts, spread(world, over));
  const clock = { now: () => new Date(deps.clock.now().getTime() + offMs) };
  const lateMs: number[] = [];
  let taken: string[] = [];
  const stop = startDispatcher({ ...deps, clock }, listener, {
    publish: async (_deps, { postId }) => {
      const dueAt = due.get(postId);
      if (dueAt === undefined) throw new Error('a post was taken up twice');
      due.delete(postId);
      lateMs.push(deps.clock.now().getTime() - dueAt);
      taken.push(postId);
    },
    ask: async () => {},
  });
  const deadline = performance.now() + FIRST_AFTER_MS + over.spanMs + PATIENCE_MS;
  while ((due.size > 0 || taken.length > 0) && performance.now() < deadline) {
    await setTimeout(500);
    const ids = taken;
    taken = [];
    // What was claimed is at its end here, so that nobody takes it over.
    await deps.db.post.updateMany({ where: { id: { in: ids } }, data: { status: 'CANCELLED' } });
  }
  await stop();
  return lateness(lateMs);
}

/** The same number of jobs in a queue of pg-boss with its own settings, until the last was due and some seconds more. */
export async function measurePeer(world: World, over: Spread): Promise<Lateness> {
  const { deps, installation } = world;
  const boss = new PgBoss({ connectionString: installation.databaseUrl, schema: 'peer' });
  boss.on('error', () => {});
  await boss.start();
  await boss.createQueue('due');
  const instants = spread(world, over);
  await boss.insert(
    'due',
    instants.map((startAfter) => ({ data: { at: startAfter.getTime() }, startAfter })),
  );
  const lateMs: number[] = [];
  await boss.work<{ at: number }>('due', async (jobs) => {
    for (const job of jobs) lateMs.push(deps.clock.now().getTime() - job.data.at);
  });
  await setTimeout(FIRST_AFTER_MS + over.spanMs + 5_000);
  await boss.stop({ graceful: false });
  return lateness(lateMs);
}
