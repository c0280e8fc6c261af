import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** An answer later than this is a stall: other clients waited that long, too. */
export const STALL_MS = 200;

/** A program and a path of it that needs neither the database nor a session. */
export type ProbedProgram = { name: string; url: string };

/** What the probe saw since it was last asked; times in milliseconds. */
export type ProbeReading = {
  name: string;
  answered: number;
  /** Connections that broke, and answers other than 200. */
  unanswered: number;
  longestMs: number;
  /** Answers later than STALL_MS. */
  stalls: number;
  /** By how much the probe's own timer was late at worst: where this is large, the machine was busy. */
  probeLateMs: number;
};

/** Measures from outside, until it is stopped, whether the event loops of these programs stall. */
export function startProbe(programs: ProbedProgram[]) {
  const thread = new Worker(new URL('./probe.thread.ts', import.meta.url), { workerData: programs });
  return {
    async take(): Promise<ProbeReading[]> {
      thread.postMessage('take');
      const [readings] = (await once(thread, 'message')) as [ProbeReading[]];
      return readings;
    },
    stop: () => thread.terminate(),
  };
}
