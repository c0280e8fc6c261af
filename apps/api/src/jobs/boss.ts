import { setTimeout as sleep } from 'node:timers/promises';
import { acrossTeams, CONNECTION_LIMITS, type Tx } from '@airdate/db';
import { fromPrisma, type Job, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import type { Deps } from '../deps.ts';
import type { JobDefinition } from './define-job.ts';
import type { JobHandler } from './job-handler.ts';
import { nameOf, noteFailure, noteSuccess, registerTimetable } from './job-health.ts';
import type { EnqueueOptions, JobQueue } from './job-queue.ts';

const POLLING_SECONDS = 0.5;
const KEEP_COMPLETED_SECONDS = 24 * 3600;
/** The queue tidies up by statements over all of its jobs. */
const LIMITS = { ...CONNECTION_LIMITS, statement_timeout: 120_000 };
const STOP_TIMEOUT_MS = 1_000;

/** The job queue in Postgres; the only file that knows pg-boss. */
export type Boss = JobQueue & {
  /** Registers every handler and begins to fetch jobs. */
  work(deps: Deps, handlers: JobHandler[]): Promise<void>;
  /** Fetches no more jobs, and waits at most this long for those that run. Jobs can still be enqueued. */
  stopWorking(waitMs: number): Promise<void>;
  /** Lets running jobs finish for at most 1 s, hands the rest to other processes, then disconnects. */
  stop(): Promise<void>;
};

/**
 * Connects and creates the queues of all contracts.
 *
 * @param jobs every contract that is enqueued or worked anywhere; creating a queue twice is harmless
 */
export async function startBoss(options: {
  databaseUrl: string;
  jobs: JobDefinition[];
  log: Logger;
}): Promise<Boss> {
  const boss = new PgBoss({
    ...LIMITS,
    connectionString: options.databaseUrl,
    application_name: 'airdate-jobs',
    max: 6,
    useListenNotify: true,
  });
  boss.on('error', (error) => options.log.error({ err: error }, 'job queue'));
  await boss.start();
  for (const job of options.jobs) await createQueue(boss, job);

  let worked: string[] = [];
  return {
    async enqueue<P extends object>(
      job: JobDefinition<P>,
      payload: P,
      send: EnqueueOptions & { tx?: Tx } = {},
    ) {
      const { tx, startAfter, singletonKey, singletonSeconds } = send;
      const enqueueWith = (db?: ReturnType<typeof fromPrisma>) =>
        boss.send(job.name, job.payload.parse(payload), {
          ...(db && { db }),
          ...(startAfter && { startAfter }),
          ...(singletonKey && { singletonKey }),
          ...(singletonSeconds && { singletonSeconds }),
        });
      // The queue is the product's own, whichever team a job is for.
      await (tx ? acrossTeams(tx, () => enqueueWith(fromPrisma(tx))) : enqueueWith());
    },

    async work(deps, handlers) {
      await registerTimetable(
        deps.db,
        handlers.map(({ job }) => job),
      );
      for (const handler of handlers) {
        const { name, timetable } = handler.job;
        if (timetable) await boss.schedule(name, timetable.cron, {});
        worked.push(name);
        // One fetcher per slot: a long job occupies its own slot and delays nobody else's fetch.
        for (let slot = 0; slot < handler.job.concurrency; slot++) {
          const fetching = {
            pollingIntervalSeconds: POLLING_SECONDS,
            notifyPollingIntervalSeconds: POLLING_SECONDS * 4,
            batchSize: handler.job.batchSize ?? 1,
            // As long as batches are full, the next one is fetched at once.
            burstWhenBatchFull: true,
          } as const;
          await boss.work(name, fetching, (jobs: Job<object>[]) => runJobs(boss, deps, handler, jobs));
        }
      }
    },

    async stopWorking(waitMs) {
      const idle = Promise.all(worked.map((name) => boss.offWork(name, { wait: true })));
      worked = [];
      await Promise.race([idle, sleep(waitMs, undefined, { ref: false })]);
    },

    async stop() {
      await boss.stop({ graceful: true, close: true, timeout: STOP_TIMEOUT_MS });
    },
  };
}

async function createQueue(boss: PgBoss, job: JobDefinition): Promise<void> {
  const options = {
    retryLimit: job.retry.limit,
    retryDelay: job.retry.delaySeconds,
    retryBackoff: true,
    expireInSeconds: job.expireInSeconds,
    deleteAfterSeconds: KEEP_COMPLETED_SECONDS,
    notify: true,
  };
  await boss.createQueue(job.name, options);
  await boss.updateQueue(job.name, options);
}

/**
 * Runs jobs side by side. Those that fail are given back to the queue here, which tries them again; the queue then notes
 * the others as done by one list of ids. (It would take results job by job, in a statement that compares each with each.)
 */
async function runJobs(boss: PgBoss, deps: Deps, handler: JobHandler, jobs: Job<object>[]): Promise<void> {
  const { name, payload, timetable } = handler.job;
  const note = async (how: Promise<void>) => {
    // What is noted about a job must not fail it.
    await how.catch((error: unknown) =>
      deps.log.warn({ job: name, err: error }, 'how a job went could not be noted'),
    );
  };
  /** @returns whether it did its work */
  const run = async (job: Job<object>): Promise<boolean> => {
    const log = deps.log.child({ job: name, jobId: job.id });
    try {
      await handler.handle({ ...deps, log }, payload.parse(job.data));
      return true;
    } catch (error) {
      log.error({ err: error }, 'job failed; the queue tries it again');
      await boss.fail(name, job, { error: nameOf(error) });
      await note(noteFailure(deps, name, error));
      return false;
    }
  };
  const done = await Promise.all(jobs.map(run));
  if (done.includes(true)) await note(noteSuccess(deps, name, { isAwaited: timetable !== undefined }));
}
