import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Node's options for a process that `howBusy` can ask. */
export const BUSY_PROBE = `--import=${new URL('./busy-probe.preload.ts', import.meta.url).href}`;

export type Busyness = {
  /**
   * The longest time that the process computed before others had a turn, since the last question. CPU time of its main
   * thread: a busy machine does not stretch it.
   */
  longestMs: number;
  residentBytes: number;
};

export async function howBusy(child: ChildProcess): Promise<Busyness> {
  child.send('how busy?');
  const [answer] = (await once(child, 'message')) as [Busyness];
  return answer;
}
