const PARENT_CHECK_MS = 500;
/** One Ctrl-C arrives several times: from the terminal, and passed on by npm and the bootstrap. */
const SAME_REQUEST_MS = 2_000;

/**
 * Aborts when somebody wants this program to stop: by a signal, or because the program that started it is gone.
 * Who asks again while it is stopping ends it at once.
 */
export function stopRequested(): AbortSignal {
  const controller = new AbortController();
  let askedAt: number | undefined;
  const ask = () => {
    if (askedAt !== undefined && Date.now() - askedAt > SAME_REQUEST_MS) process.exit(130);
    askedAt ??= Date.now();
    controller.abort(new Stopped());
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);

  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    ask();
  }, PARENT_CHECK_MS);
  check.unref();
  return controller.signal;
}

/** Thrown out of whatever was going on when the stop was requested. */
export class Stopped extends Error {
  constructor() {
    super('The program was asked to stop.');
    this.name = 'Stopped';
  }
}

/** @returns what the work returns, unless the stop comes first */
export async function unlessStopped<T>(stopping: AbortSignal, work: Promise<T>): Promise<T> {
  stopping.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(stopping.reason as Error);
  stopping.addEventListener('abort', abort, { once: true });
  return Promise.race([work, promise]).finally(() => stopping.removeEventListener('abort', abort));
}
