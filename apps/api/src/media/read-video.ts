import { Worker } from 'node:worker_threads';
import type { VideoReading } from './measure-video.ts';

/** Enough to walk through 4 GB without an index; a well-formed file takes milliseconds. */
const TIME_LIMIT_MS = 60_000;
const MEMORY_LIMIT_MB = 256;

/**
 * Measures a video file in a thread of its own, so that a malformed one which sends the parser in circles, or makes it
 * take all memory, stops neither this process nor the next probe. Such a file is unreadable.
 *
 * @throws when the disk fails, so that the caller tries again
 */
export async function readVideo(path: string, { timeLimitMs = TIME_LIMIT_MS } = {}): Promise<VideoReading> {
  const thread = new Worker(new URL('./measure-video.thread.ts', import.meta.url), {
    workerData: path,
    // What parses strangers' bytes knows no secrets, and what it prints is of no interest.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<VideoReading>();
  const timer = setTimeout(() => resolve({ kind: 'unreadable' }), timeLimitMs);
  thread.once('message', resolve);
  thread.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ kind: 'unreadable' });
    else reject(error);
  });
  thread.once('exit', (code) => reject(new Error(`The thread that measures videos ended with ${code}.`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
