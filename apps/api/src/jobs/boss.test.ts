import { expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDeps } from '../../test/test-deps.ts';
import { defineJob } from './define-job.ts';
import { handleJob } from './job-handler.ts';

const job = defineJob({
  name: 'batched',
  payload: z.object({ at: z.number() }),
  retry: { limit: 2, delaySeconds: 0 },
  expireInSeconds: 60,
  concurrency: 1,
  batchSize: 10,
});
const deps = await createTestDeps({ jobs: [job] });

test('of the jobs of a batch, the queue runs only those again that failed', async () => {
  const runs: number[] = [];
  for (let at = 0; at < 10; at++) await deps.jobs.enqueue(job, { at });
  await deps.jobs.work(deps, [
    handleJob(job, async (_deps, { at }) => {
      runs.push(at);
      if (at === 3 || (at === 7 && runs.filter((ran) => ran === 7).length === 1)) throw new Error('not yet');
    }),
  ]);
  const states = () => deps.db.$queryRaw<{ state: string; n: number }[]>`
    SELECT state::text, count(*)::int AS n FROM pgboss.job WHERE name = 'batched' GROUP BY state ORDER BY state`;
  await expect.poll(states, { timeout: 20_000 }).toEqual([
    { state: 'completed', n: 9 },
    { state: 'failed', n: 1 },
  ]);
  expect(runs.toSorted()).toEqual([0, 1, 2, 3, 3, 3, 4, 5, 6, 7, 7, 8, 9]);
  const [failed] = await deps.db.$queryRaw<[{ output: object }]>`
    SELECT output FROM pgboss.job WHERE name = 'batched' AND state = 'failed'`;
  expect(failed.output).toEqual({ error: 'Error' });
});
