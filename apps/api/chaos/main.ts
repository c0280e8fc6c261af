// `npm run chaos`: strikes at every await point of each delivery, and takes Postgres and TikTok away. Says on its last line,
// as JSON, what came of it; exits with 1 unless no post was lost, doubled or stuck and every hand-over was quick.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createRandom } from '../test/fuzz/random.ts';
import { NOTHING, sumOf, type Tally, tallyOf } from './count-outcomes.ts';
import { findPoints } from './find-points.ts';
import { WAYS, type Way } from './plan-posts.ts';
import { postgresTrouble } from './postgres-trouble.ts';
import { type Blow, type Struck, Workers } from './strike.ts';
import { casesOf, strikeAll } from './strike-all.ts';
import { tiktokOutage } from './tiktok-outage.ts';
import { closeWorlds, createWorld } from './world.ts';

const BLOWS: Blow[] = ['kill', 'end', 'cut', 'freeze'];
const FROZEN_MS = 60_000;
const ROUNDS = 6;
/** Installations beside each other: most of the time is waiting. */
const AT_ONCE = 3;
const POSTS = { postgres: 200, tiktok: 60 };
const GOALS = { lost: 0, doubled: 0, stuck: 0, longestHandOverMsAtMost: 5_000, missedShareAtMost: 0.02 };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { only: { type: 'string', default: '' }, seed: { type: 'string' }, scale: { type: 'string' } },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const scale = Number(values.scale ?? 1);
if (!Number.isInteger(seed) || seed < 0 || !(scale > 0 && scale <= 1)) {
  console.error('--seed takes a whole number from 0 up, --scale a number above 0 and up to 1.');
  process.exit(1);
}

type Scenario = { name: string; run(): Promise<Tally> };

const scenarios: Scenario[] = [
  ...BLOWS.flatMap((blow) =>
    WAYS.map((way) => ({ name: `${blow}:${way.name}`, run: () => strike(blow, way) })),
  ),
  { name: 'postgres', run: () => postgresTrouble(Math.ceil(POSTS.postgres * scale)) },
  { name: 'tiktok', run: () => tiktokOutage(Math.ceil(POSTS.tiktok * scale)) },
].filter(({ name }) => name.startsWith(values.only));
if (scenarios.length === 0) {
  console.error(
    `--only takes the beginning of one of: kill, end, cut, freeze, each with :WAY, postgres, tiktok.`,
  );
  process.exit(1);
}
console.log(`Seed ${seed}, scale ${scale}.`);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void closeWorlds().finally(() => process.exit(130)));

const tallies = new Map<string, Tally>();
const waiting = [...scenarios];
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const startedMs = performance.now();
      tallies.set(next.name, await next.run());
      console.log(`${next.name}: ${Math.round((performance.now() - startedMs) / 1_000)} s`);
    }
  }),
);
report();

/** Every case of one way, or a sample of them. */
async function strike(blow: Blow, way: Way): Promise<Tally> {
  // What TikTok's present rules void for good, a test of its own has: here a lost answer to a refresh is asked for again.
  const world = await createWorld({ refreshTokens: 'legacy' });
  const workers = new Workers(world);
  try {
    await workers.one();
    const random = createRandom(seed);
    const cases = casesOf(blow, way, await findPoints(world, way)).filter(
      () => scale === 1 || random.chance(scale),
    );
    let done = 0;
    const onProgress = (hit: Struck[], batch: number) => {
      done += hit.length;
      console.log(`${blow}:${way.name} ${hit.length} of ${batch} reached, ${done} of ${cases.length}`);
      for (const each of hit) if (isBad(each)) console.log(`${blow}:${way.name} ${describe(each)}`);
    };
    const settings = { frozenMs: FROZEN_MS, rounds: ROUNDS, onProgress };
    const { struck, missed } = await strikeAll(world, blow, cases, workers, settings);
    for (const { point, side } of missed)
      console.log(`${blow}:${way.name} missed ${side} ${point.name} ${point.nth}`);
    const handOvers = struck.map(({ handOverMs }) => handOverMs);
    return tallyOf(
      struck.map(({ outcome }) => outcome),
      handOvers,
      missed.length,
    );
  } finally {
    await workers.end();
    await world.close();
  }
}

function isBad({ outcome, handOverMs }: Struck): boolean {
  const { isLost, isDoubled, isStuck } = outcome;
  return isLost || isDoubled || isStuck || (handOverMs ?? 0) > GOALS.longestHandOverMsAtMost;
}

function describe({ point, side, outcome, handOverMs }: Struck): string {
  const { status, problemCode, publishes } = outcome;
  return `${side} ${point.name} ${point.nth}: ${status} ${problemCode ?? ''} publishes=${publishes} handOverMs=${handOverMs}`;
}

function report(): void {
  const all = scenarios.map(({ name }) => ({ name, ...(tallies.get(name) ?? NOTHING) }));
  console.table(Object.fromEntries(all.map(({ name, ...tally }) => [name, tally])));
  const total = sumOf(all);
  const pass =
    total.posts > 0 &&
    total.lost === GOALS.lost &&
    total.doubled === GOALS.doubled &&
    total.stuck === GOALS.stuck &&
    total.longestHandOverMs <= GOALS.longestHandOverMsAtMost &&
    total.missed <= total.posts * GOALS.missedShareAtMost;
  const { longestHandOverMs } = total;
  // JSON has no infinity: somebody waited for ever.
  const counts = {
    ...total,
    longestHandOverMs: Number.isFinite(longestHandOverMs) ? longestHandOverMs : null,
  };
  console.log(JSON.stringify({ chaos: values.only || 'all', seed, scale, ...counts, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
}
