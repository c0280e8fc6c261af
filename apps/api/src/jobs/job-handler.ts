import type { Deps } from '../deps.ts';
import type { JobDefinition } from './define-job.ts';

/** What runs a job. It ends in one of three ways: done, a throw (retried), or a failure recorded on the row. */
export type JobHandler<Payload extends object = object> = {
  job: JobDefinition<Payload>;
  handle(deps: Deps, payload: Payload): Promise<void>;
};

export function handleJob<Payload extends object>(
  job: JobDefinition<Payload>,
  handle: (deps: Deps, payload: Payload) => Promise<void>,
): JobHandler {
  return { job, handle } as unknown as JobHandler;
}
