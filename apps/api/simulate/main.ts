// `npm run simulate`: days of many teams with everything that goes wrong, on a moved clock. Exits with 1 when a rule did
// not hold, or a bug was not found.
import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startEmbedded } from '@airdate/db/embedded';
import { findBugs } from './find-bugs.ts';
import { type Outcome, simulate } from './simulate.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', multiple: true },
    days: { type: 'string', default: '30' },
    teams: { type: 'string', default: '20' },
    trouble: { type: 'string', default: '1' },
    steps: { type: 'string' },
    log: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    bugs: { type: 'boolean', default: false },
  },
});
const seeds = (values.seed ?? [String(randomInt(2 ** 31))]).map(Number);
const [days, teams, trouble] = [Number(values.days), Number(values.teams), Number(values.trouble)];
const steps = values.steps === undefined ? undefined : Number(values.steps);
const numbers = [...seeds, days, teams, trouble, steps ?? 1];
if (numbers.some((number) => !Number.isInteger(number) || number < 0)) {
  console.error('--seed, --days, --teams, --trouble and --steps take whole numbers from 0 up.');
  process.exit(1);
}

const server = process.env.DATABASE_URL ? null : await startEmbedded({ ephemeral: true });
const serverUrl = process.env.DATABASE_URL ?? server!.url('postgres');
try {
  if (values.bugs) process.exitCode = (await findBugs(serverUrl, positionals[0])) > 0 ? 1 : 0;
  else for (const seed of seeds) await runOnce(seed);
} finally {
  await server?.stop();
  if (server) await rm(server.directory, { recursive: true, force: true });
}

async function runOnce(seed: number): Promise<void> {
  const startedMs = Date.now();
  const outcome = await simulate({
    ...{ seed, days, teams, trouble, serverUrl },
    ...(steps !== undefined && { steps }),
    ...(values.log && { onStep: (line: string) => console.log(line) }),
  });
  if (outcome.violation) process.exitCode = 1;
  if (values.json) console.log(JSON.stringify(outcome));
  else tell(seed, outcome, (Date.now() - startedMs) / 1000);
}

function tell(
  seed: number,
  { steps: made, digest, posts, published, violation }: Outcome,
  seconds: number,
): void {
  console.log(`Seed ${seed}, ${days} days, ${teams} teams: ${made} steps in ${seconds.toFixed(1)} s.`);
  console.log(`${posts} posts, ${published} published. Digest ${digest}.`);
  if (!violation) {
    console.log('Every rule held.');
    return;
  }
  const { rule, how, step, during, error } = violation;
  const again = `--seed ${seed} --days ${days} --teams ${teams} --trouble ${trouble}`;
  console.log(`"${rule}" did not hold: ${how}`);
  console.log(`At step ${step}: ${during}. Every step before it kept all rules.`);
  if (rule === 'no defect') console.log(error);
  console.log(`Again, up to there: npm run simulate -- ${again} --steps ${step} --log`);
}
