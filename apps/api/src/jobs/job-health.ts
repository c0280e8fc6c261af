import type { Db, JobHealth } from '@airdate/db';
import type { Deps } from '../deps.ts';
import type { JobDefinition } from './define-job.ts';

/** From so many failures in a row on, somebody has to look. A job's own retries are among them. */
const FAILING_FROM = 3;

/** `failing`: nothing but failures lately. `late`: it should have done its work by now, and has not. */
type JobCondition = 'ok' | 'failing' | 'late';

export type JobReport = JobHealth & { condition: JobCondition };

/** Lets a job be found late that never runs at all. */
export async function registerTimetable(db: Db, jobs: JobDefinition[]): Promise<void> {
  const data = jobs.filter(({ timetable }) => timetable).map(({ name }) => ({ name }));
  await db.jobHealth.createMany({ data, skipDuplicates: true });
}

/**
 * Notes that a job or sweep did its work. Where nothing waits for that, only an end of failures is written.
 *
 * @param options.isAwaited whether it counts as late without this
 */
export async function noteSuccess(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  name: string,
  { isAwaited }: { isAwaited: boolean },
): Promise<void> {
  const [before] = await db.$queryRaw<{ failures: number }[]>`
    WITH before AS (SELECT name, consecutive_failures FROM job_health WHERE name = ${name} FOR UPDATE)
    UPDATE job_health SET last_succeeded_at = ${clock.now()}, consecutive_failures = 0, last_error = NULL
    FROM before
    WHERE job_health.name = before.name AND (${isAwaited} OR before.consecutive_failures > 0)
    RETURNING before.consecutive_failures AS failures`;
  if (before && before.failures >= FAILING_FROM)
    log.info({ job: name }, 'a job that failed again and again works again');
}

/** Notes that a job or sweep failed, and says so in the log once it has failed too often. */
export async function noteFailure(
  { db, clock, log }: Pick<Deps, 'db' | 'clock' | 'log'>,
  name: string,
  error: unknown,
): Promise<void> {
  const last = { lastFailedAt: clock.now(), lastError: nameOf(error) };
  const { consecutiveFailures } = await db.jobHealth.upsert({
    where: { name },
    create: { name, ...last, consecutiveFailures: 1 },
    update: { ...last, consecutiveFailures: { increment: 1 } },
  });
  if (consecutiveFailures === FAILING_FROM)
    log.error({ job: name, consecutiveFailures, err: error }, 'a job fails again and again');
}

/**
 * How the jobs and sweeps do that are known, by name: all of the timetable, and of the others those that failed.
 *
 * @param jobs the contracts, which say when one is late
 */
export async function readJobReports(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  jobs: JobDefinition[],
): Promise<JobReport[]> {
  const rows = await db.jobHealth.findMany({ orderBy: { name: 'asc' } });
  const now = clock.now();
  return rows.map((row) => {
    const timetable = jobs.find(({ name }) => name === row.name)?.timetable;
    return { ...row, condition: conditionOf(row, timetable?.lateAfterSeconds, now) };
  });
}

function conditionOf(row: JobHealth, lateAfterSeconds: number | undefined, now: Date): JobCondition {
  if (row.consecutiveFailures >= FAILING_FROM) return 'failing';
  if (lateAfterSeconds === undefined) return 'ok';
  const workedAt = row.lastSucceededAt ?? row.createdAt;
  return now.getTime() - workedAt.getTime() > lateAfterSeconds * 1000 ? 'late' : 'ok';
}

/** A message can hold what was asked for; a class and a code cannot. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`;
}
