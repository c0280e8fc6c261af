import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { VideoReading } from './measure-video.ts';

const MEMORY_LIMIT_MB = 256;
const HERE = import.meta.url;

/** Room for one thread, which stays for the next file: starting one takes longer than measuring. */
type Slot = { thread: Worker | null };

/** Two, so that a file which has to be given up holds no other one back. */
const free: Slot[] = [{ thread: null }, { thread: null }];
const waiting: ((slot: Slot) => void)[] = [];

/**
 * Measures a video file in another thread, so that a damaged one which sends the parser in circles, or makes it take all
 * memory, stops neither the simulator nor the next file. Such a file counts as unreadable, which is null.
 *
 * @param bounds.timeLimitMs real time that measuring may take, once it has begun
 * @throws AbortError when the signal aborts
 */
export async function readVideo(
  path: string,
  bounds: { timeLimitMs: number; signal: AbortSignal },
): Promise<VideoReading | null> {
  const slot = free.pop() ?? (await new Promise<Slot>((resolve) => waiting.push(resolve)));
  const thread = slot.thread ?? startThread(slot);
  // Only a thread at work keeps the process from its end.
  thread.ref();
  try {
    thread.postMessage(path);
    const signal = AbortSignal.any([bounds.signal, AbortSignal.timeout(bounds.timeLimitMs)]);
    const [reading] = await once(thread, 'message', { signal });
    return reading;
  } catch (error) {
    slot.thread = null;
    await thread.terminate();
    if (bounds.signal.aborted) throw error;
    return null;
  } finally {
    thread.unref();
    const next = waiting.shift();
    if (next === undefined) free.push(slot);
    else next(slot);
  }
}

function startThread(slot: Slot): Worker {
  const thread = new Worker(new URL(`./measure-video.thread${extname(HERE)}`, HERE), {
    // What parses strangers' bytes knows no secrets, and what it prints is of no interest.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  slot.thread = thread;
  // Whoever waits for an answer hears of it too; a thread that dies between two files concerns nobody.
  thread.on('error', () => {
    if (slot.thread === thread) slot.thread = null;
  });
  return thread;
}
