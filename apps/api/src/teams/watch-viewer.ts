import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { EventListener } from '../events/event-listener.ts';
import { isSameViewer, type Viewer } from './viewer.ts';

/** `gone`: the key or session is good for nothing any more. `changed`: it is, but for another role or team. */
export type ViewerEnd = 'gone' | 'changed';

/** The watch over a viewer that stays for longer than one request. */
export type ViewerWatch = {
  /** The viewer as it is now, once a check that is under way has ended: null while nothing was withdrawn. */
  end(): Promise<ViewerEnd | null>;
  /** Whether it is certain at this moment that nothing was withdrawn: no check is under way, and none has ended it. */
  isSettled(): boolean;
  /** Calls `onEnd` once, at the moment when the viewer ends or at once if that is past. */
  onEnd(onEnd: (end: ViewerEnd) => void): () => void;
  stop(): void;
};

export type WatchSources = { clock: Clock; listener: EventListener; log: Logger };

/** A timer that is set for longer than 2^31 ms fires at once. */
const TIMER_MAX_MS = 3_600_000;
const TIMER_MIN_MS = 10;
const RETRY_MS = 500;

/**
 * Resolves the viewer afresh at once, whenever what it stands on changed in the database, and at its own expiry, until it is
 * gone or another. While the database does not answer nothing is known: `end()` waits, and it is tried twice a second.
 *
 * @param resolve finds out anew who the same key or session stands for; null when for nobody
 */
export function watchViewer(
  { clock, listener, log }: WatchSources,
  viewer: Viewer,
  resolve: () => Promise<Viewer | null>,
): ViewerWatch {
  const onEnds = new Set<(end: ViewerEnd) => void>();
  let present = viewer;
  let ended: ViewerEnd | null = null;
  let stopped = false;
  let stale = false;
  let check: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const unsubscribe = listener.subscribeToViewers((ground) => {
    if (ground === null || present.grounds.some((each) => each === ground)) recheck();
  });
  recheck();

  function recheck(): void {
    stale = true;
    check ??= checkUntilKnown();
  }

  async function checkUntilKnown(): Promise<void> {
    while (stale && !stopped) {
      stale = false;
      try {
        const next = await resolve();
        if (next && isSameViewer(next, viewer)) present = next;
        else finish(next ? 'changed' : 'gone');
      } catch (error) {
        log.warn({ err: error }, 'a viewer could not be resolved; trying again');
        stale = true;
        await new Promise((retry) => setTimeout(retry, RETRY_MS).unref());
      }
    }
    check = null;
    if (!stopped) recheckAtExpiry();
  }

  function recheckAtExpiry(): void {
    clearTimeout(timer);
    if (!present.expiresAt) return;
    const leftMs = present.expiresAt.getTime() - clock.now().getTime();
    const delayMs = Math.min(Math.max(leftMs, TIMER_MIN_MS), TIMER_MAX_MS);
    timer = setTimeout(() => (leftMs > TIMER_MAX_MS ? recheckAtExpiry() : recheck()), delayMs).unref();
  }

  function finish(end: ViewerEnd): void {
    if (stopped) return;
    ended = end;
    stop();
    for (const onEnd of onEnds) onEnd(end);
    onEnds.clear();
  }

  function stop(): void {
    stopped = true;
    clearTimeout(timer);
    unsubscribe();
  }

  return {
    async end() {
      await check;
      return ended;
    },
    isSettled: () => check === null && ended === null,
    onEnd(onEnd) {
      if (ended) onEnd(ended);
      else onEnds.add(onEnd);
      return () => void onEnds.delete(onEnd);
    },
    stop,
  };
}
