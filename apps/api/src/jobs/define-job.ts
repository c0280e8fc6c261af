import type { z } from 'zod';

/** A job's contract: what is enqueued and how failures are retried. The handler lives elsewhere. */
export type JobDefinition<Payload extends object = object> = {
  name: string;
  payload: z.ZodType<Payload>;
  retry: { limit: number; delaySeconds: number };
  /** pg-boss gives a job that runs longer back to the queue. */
  expireInSeconds: number;
  /** Slots of one worker process for jobs of this kind; each fetches for itself. */
  concurrency: number;
  /** Jobs that a slot fetches and runs together, for short ones; 1 when left out. Each succeeds or fails on its own. */
  batchSize?: number;
  /** Also run by itself, once for all processes. */
  timetable?: {
    /** When (UTC). */
    cron: string;
    /** Without a success for so long, whoever runs Airdate has to look. */
    lateAfterSeconds: number;
  };
};

export function defineJob<Payload extends object>(
  definition: JobDefinition<Payload>,
): JobDefinition<Payload> {
  return definition;
}
