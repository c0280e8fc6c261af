import type { JobHealth } from '@airdate/db';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { graphqlClient, startTestServer, testApiKey } from '../../test/graphql-client.ts';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { purgeTokenAccessesJob } from '../accounts/account.jobs.ts';
import { defineJob } from '../jobs/define-job.ts';
import { handleJob } from '../jobs/job-handler.ts';
import { allHandlers, allJobs } from './worker.ts';

class BrokenError extends Error {
  override name = 'BrokenError';
  readonly code = 'E_BROKEN';
}

let broken = true;
const troubledJob = defineJob({
  name: 'troubled',
  payload: z.object({}),
  retry: { limit: 0, delaySeconds: 0 },
  expireInSeconds: 60,
  concurrency: 1,
});
const troubled = handleJob(troubledJob, async () => {
  if (broken) throw new BrokenError('secret-in-a-message');
});

const lines: { level: number; job?: string; msg: string }[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
const base = await createTestDeps({ jobs: [...allJobs, troubledJob] });
const deps = { ...base, log };
await deps.jobs.work(deps, [...allHandlers, troubled]);
const { url } = await startTestServer(deps);
const team = await createTestTeam(deps, 'OWNER');
const JOBS =
  '{ instance { jobs { name condition consecutiveFailures lastError lastSucceededAt lastFailedAt } } }';
const asOwner = graphqlClient(url, await testApiKey(team, 'OWNER'));

beforeEach(() => {
  deps.clock.set(new Date());
});

const healthOf = (name: string) => deps.db.jobHealth.findUnique({ where: { name } });
async function runTimes(times: number, done: (row: JobHealth | null, n: number) => boolean): Promise<void> {
  for (let n = 1; n <= times; n++) {
    await deps.jobs.enqueue(troubledJob, {});
    await expect
      .poll(async () => done(await healthOf('troubled'), n), { timeout: 20_000, interval: 20 })
      .toBe(true);
  }
}
const ready = async () => (await fetch(new URL('/readyz', url))).json();
const metric = async (name: string, job: string) => {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return text
    .split('\n')
    .find((line) => line.startsWith(`${name}{job="${job}"}`))
    ?.split(' ')[1];
};
const reported = async (name: string) => {
  const { data } = await asOwner(JOBS);
  return data.instance.jobs.find((job: { name: string }) => job.name === name);
};

test('a job that always fails is told in the log once, and to the operator until it works again', async () => {
  await deps.db.jobHealth.updateMany({ data: { lastSucceededAt: deps.clock.now() } });
  expect(await ready()).toEqual({ status: 'ready', jobs: 'ok' });

  await runTimes(2, (row, n) => row?.consecutiveFailures === n);
  expect(await ready(), 'a failure or two pass').toEqual({ status: 'ready', jobs: 'ok' });
  await runTimes(3, (row, n) => row?.consecutiveFailures === n + 2);

  expect(await ready()).toEqual({ status: 'ready', jobs: 'failing' });
  expect(await metric('airdate_job_ok', 'troubled')).toBe('0');
  expect(await metric('airdate_job_consecutive_failures', 'troubled')).toBe('5');
  expect(await reported('troubled')).toMatchObject({
    condition: 'FAILING',
    consecutiveFailures: 5,
    lastError: 'BrokenError E_BROKEN',
    lastSucceededAt: null,
    lastFailedAt: deps.clock.now().toISOString(),
  });
  const told = () =>
    lines.filter(({ msg, job }) => msg === 'a job fails again and again' && job === 'troubled');
  expect(told()).toMatchObject([{ level: 50 }]);

  broken = false;
  await runTimes(1, (row) => row?.consecutiveFailures === 0);
  expect(await ready()).toEqual({ status: 'ready', jobs: 'ok' });
  expect(await metric('airdate_job_ok', 'troubled')).toBe('1');
  expect(await reported('troubled')).toMatchObject({ condition: 'OK', lastError: null });
  expect(lines.some(({ msg }) => msg === 'a job that failed again and again works again')).toBe(true);
});

test('a job of the timetable that does not run is late, from its first start on', async () => {
  const { name, timetable } = purgeTokenAccessesJob;
  const { createdAt } = (await healthOf(name))!;
  await deps.db.jobHealth.updateMany({ data: { lastSucceededAt: null } });
  deps.clock.set(new Date(createdAt.getTime() + timetable!.lateAfterSeconds * 1000));
  expect((await reported(name)).condition).toBe('OK');
  deps.clock.advance(1);
  expect((await reported(name)).condition).toBe('LATE');
  expect((await ready()).jobs).toBe('failing');

  await deps.jobs.enqueue(purgeTokenAccessesJob, {});
  await expect.poll(async () => (await reported(name)).condition, { timeout: 20_000 }).toBe('OK');
  expect(await metric('airdate_job_last_success_timestamp_seconds', name)).toBe(
    String(deps.clock.now().getTime() / 1000),
  );
});

test('how the jobs do is for owners', async () => {
  const asAdmin = graphqlClient(url, await testApiKey(team, 'ADMIN'));
  const { data, errors } = await asAdmin(JOBS);
  expect(data).toEqual({ instance: { jobs: null } });
  expect(errors?.[0]?.extensions.code).toBe('forbidden');
});
