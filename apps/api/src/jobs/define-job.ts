import type { z } from 'zod';

/** A job's contract: what is enqueued and how failures are retried. The handler lives elsewhere. */
export type JobDefinition<Payload extends object = object> = {
  name: string;
  payload: z.ZodType<Payload>;
  retry: { limit: number; delaySeconds: number };
  /** pg-boss gives a job that runs longer back to the queue. */
  expireInSeconds: number;
  /** Jobs of this kind that one worker process runs at a time. */
  concurrency: number;
  /** Also run by itself at these times (UTC), once for all processes. */
  cron?: string;
};

export function defineJob<Payload extends object>(
  definition: JobDefinition<Payload>,
): JobDefinition<Payload> {
  return definition;
}
