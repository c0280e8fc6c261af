import type { Tx } from '@airdate/db';
import type { JobDefinition } from './define-job.ts';

export type EnqueueOptions = {
  /** Not before this instant. */
  startAfter?: Date;
  /** At most one job with this key is accepted per `singletonSeconds`. */
  singletonKey?: string;
  singletonSeconds?: number;
};

/** The queue as verbs see it. */
export type JobQueue = {
  /**
   * Adds a job. With `tx` it becomes visible when the caller's transaction commits, and never if it does not.
   *
   * @throws ZodError when the payload does not match the contract
   */
  enqueue<P extends object>(
    job: JobDefinition<P>,
    payload: P,
    options?: EnqueueOptions & { tx?: Tx },
  ): Promise<void>;
};
