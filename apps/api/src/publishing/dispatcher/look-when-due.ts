import type { Logger } from 'pino';

/** For what has a time to keep. */
const LOOK_AT_LEAST_EVERY_MS = 200;
const PAUSE_AFTER_ERROR_MS = 1_000;

/** What one look into the database learnt. */
export type Look = {
  /** The database's time of the look, in ms since 1970. */
  atMs: number;
  /** The next instant after `atMs` at which something is due; null when nothing is planned. */
  nextDueAtMs: number | null;
};

export type Lookout = {
  /** Looks now; when a look is under way, another follows. */
  wake(): void;
  /** Makes sure that it looks at this instant of the database's, in ms since 1970. */
  wakeAt(dueAtMs: number): void;
  /** Looks no more, and waits for the look under way. */
  stop(): Promise<void>;
};

/**
 * Looks again and again, one look at a time: when woken, at the instant that the last look found, and now and then. A look
 * that comes a moment early learns that by the database's clock, and is repeated at the right one.
 *
 * @param look takes up what is due
 * @param atLeastEveryMs so that whatever was missed is found: a notification that was lost, a lease that ended, a clock
 *   that was moved
 */
export function lookWhenDue(
  log: Logger,
  look: () => Promise<Look>,
  atLeastEveryMs = LOOK_AT_LEAST_EVERY_MS,
): Lookout {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let armedForMs = Number.POSITIVE_INFINITY;

  async function run(): Promise<void> {
    do {
      again = false;
      armedForMs = Number.POSITIVE_INFINITY;
      arm(await lookOnce());
    } while (again && !stopped);
    running = null;
  }

  /** @returns how long to wait before the next look, in ms */
  async function lookOnce(): Promise<number> {
    // A timer that only counts on: what this process takes for the time of day is never asked.
    const askedAt = performance.now();
    try {
      const { atMs, nextDueAtMs } = await look();
      // What was notified meanwhile may be sooner.
      armedForMs = Math.min(armedForMs, nextDueAtMs ?? Number.POSITIVE_INFINITY);
      return Math.min(atLeastEveryMs, armedForMs - atMs - (performance.now() - askedAt));
    } catch (error) {
      log.warn({ err: error }, 'looking for due work failed; it is tried again');
      again = false;
      return PAUSE_AFTER_ERROR_MS;
    }
  }

  function arm(delayMs: number): void {
    clearTimeout(timer);
    if (!stopped && !again) timer = setTimeout(wake, Math.max(1, Math.ceil(delayMs)));
  }

  function wake(): void {
    if (stopped) return;
    again = true;
    running ??= run();
  }

  wake();
  return {
    wake,
    wakeAt(dueAtMs) {
      if (dueAtMs >= armedForMs) return;
      armedForMs = dueAtMs;
      if (!running) wake();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
