import { PgBoss } from 'pg-boss';
import { afterAll, expect, test } from 'vitest';
import { createTestDeps } from '../../test/test-deps.ts';
import { allHandlers, allJobs } from './worker.ts';

const deps = await createTestDeps({ jobs: allJobs });
await deps.jobs.work(deps, allHandlers);
const queue = new PgBoss({ connectionString: deps.databaseUrl, schedule: false, supervise: false });
await queue.start();
afterAll(() => queue.stop({ graceful: false }));

type Row = { name: string; data: object | null };

test('every job of the timetable does its work when its time comes', async () => {
  const timetable = await deps.db.$queryRaw<Row[]>`SELECT name, data FROM pgboss.schedule ORDER BY name`;
  expect(timetable.map(({ name }) => name)).toEqual(
    allHandlers.flatMap(({ job }) => (job.timetable ? [job.name] : [])).sort(),
  );
  expect(timetable.length).toBeGreaterThan(1);

  for (const { name, data } of timetable) {
    // As the queue does at the minute.
    const id = await queue.send(name, data);
    const state = async () => (await queue.getJobById(name, id!))?.state;
    await expect.poll(state, { timeout: 20_000, message: name }).toMatch(/completed|retry|failed/);
    expect(await state(), name).toBe('completed');
  }
});
