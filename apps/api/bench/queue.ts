// Jobs a second through our job queue, beside graphile-worker with its batches. Both work off the same number of jobs that do
// nothing but tell that they ran, in turns; the medians are compared.
// Usage: node apps/api/bench/queue.ts [--jobs 10000] [--rounds 3]
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { z } from 'zod';
import { startBoss } from '../src/jobs/boss.ts';
import { defineJob } from '../src/jobs/define-job.ts';
import { handleJob } from '../src/jobs/job-handler.ts';
import { createInstallation, type Installation } from './installation.ts';

const GOALS = { timesGraphileAtLeast: 0.5 };
/** As our jobs of webhooks have it. */
const SLOTS = 4;
const BATCH_SIZE = 250;
const PATIENCE_MS = 120_000;
const INSERTED_AT_ONCE = 1_000;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { jobs: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' } },
});
const count = Number(values.jobs);

const installation = await createInstallation({ durable: true });
try {
  const ours: number[] = [];
  const graphile: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    graphile.push(await measureGraphile(installation, `graphile_${round}`));
    ours.push(await measureOurs(installation, `bench-${round}`));
  }
  const metrics = {
    jobs: count,
    jobsPerSecond: Math.round(median(ours)),
    graphileJobsPerSecond: Math.round(median(graphile)),
    timesGraphile: Math.round((100 * median(ours)) / median(graphile)) / 100,
  };
  console.table({ Airdate: ours.map(Math.round), 'graphile-worker': graphile.map(Math.round) });
  const pass = metrics.timesGraphile >= GOALS.timesGraphileAtLeast;
  console.log(JSON.stringify({ bench: 'queue', metrics, goals: GOALS, pass }));
  process.exitCode = pass ? 0 : 1;
} finally {
  await installation.close();
}

/** @returns jobs a second, from the first fetch to the end of the last job */
async function measureOurs({ databaseUrl, deps }: Installation, name: string): Promise<number> {
  const job = defineJob({
    name,
    payload: z.object({ at: z.number() }),
    retry: { limit: 0, delaySeconds: 1 },
    expireInSeconds: 600,
    concurrency: SLOTS,
    batchSize: BATCH_SIZE,
  });
  const boss = await startBoss({ databaseUrl, jobs: [job], log: deps.log });
  for (let from = 0; from < count; from += INSERTED_AT_ONCE) {
    const some = Array.from({ length: Math.min(INSERTED_AT_ONCE, count - from) }, (_, i) => from + i);
    await Promise.all(some.map((at) => boss.enqueue(job, { at })));
  }
  const tally = createTally();
  const startedMs = performance.now();
  await boss.work(deps, [handleJob(job, async (_deps, { at }) => tally.ran(at))]);
  await tally.all;
  await settled(async () => {
    const [row] = await deps.db.$queryRaw<[{ n: number }]>`
      SELECT count(*)::int AS n FROM pgboss.job WHERE name = ${name} AND state = 'completed'`;
    return row.n;
  });
  const perSecond = (1_000 * count) / (performance.now() - startedMs);
  await boss.stop();
  tally.check();
  return perSecond;
}

async function measureGraphile({ databaseUrl }: Installation, schema: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const utils = await makeWorkerUtils({ pgPool: pool, schema });
  await utils.migrate();
  for (let from = 0; from < count; from += INSERTED_AT_ONCE) {
    const some = Array.from({ length: Math.min(INSERTED_AT_ONCE, count - from) }, (_, i) => from + i);
    await utils.addJobs(some.map((at) => ({ identifier: 'bench', payload: { at } })));
  }
  const tally = createTally();
  const startedMs = performance.now();
  const runner = await run({
    pgPool: pool,
    noHandleSignals: true,
    // It prints a line for each job.
    logger: new Logger(() => () => {}),
    taskList: { bench: async (payload) => tally.ran((payload as { at: number }).at) },
    preset: {
      worker: {
        schema,
        concurrentJobs: SLOTS * BATCH_SIZE,
        localQueue: { size: SLOTS * BATCH_SIZE },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  await tally.all;
  await settled(async () => {
    const { rows } = await pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${schema}.jobs`);
    return count - (rows[0]?.n ?? 0);
  });
  const perSecond = (1_000 * count) / (performance.now() - startedMs);
  await runner.stop();
  await utils.release();
  await pool.end();
  tally.check();
  return perSecond;
}

/** Waits until the queue itself says that all jobs are done. */
async function settled(done: () => Promise<number>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while ((await done()) < count) {
    if (performance.now() > deadline) throw new Error('not all jobs were worked off in time');
    await setTimeout(20);
  }
}

/** Each job has to run once. */
function createTally() {
  const runs = new Uint8Array(count);
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let total = 0;
  return {
    /** When as many ran as there are. */
    all,
    ran(at: number): void {
      runs[at]!++;
      if (++total === count) resolve();
    },
    check(): void {
      if (runs.some((times) => times !== 1)) throw new Error('a job ran more or less than once');
    },
  };
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)]!;
}
