import type { Db, Event } from '@airdate/db';
import { type EventFilter, latestSequence, readEventsAfter } from './event.queries.ts';
import type { EventListener } from './event-listener.ts';

const PAGE_SIZE = 100;
/** Notifications can be lost with a connection; reading this often bounds the delay. */
const SAFETY_POLL_MS = 10_000;

export type EventSources = { db: Db; listener: EventListener };

/**
 * Yields the events of a team from a cursor on: first what is stored, then what is appended, each once and in order.
 * Nothing is buffered for a slow consumer: the next page is read when the last one was taken. `return()` ends it at
 * once, also while it waits for the next event.
 *
 * @param after sequence number to go on from; null starts at the present end of the log
 */
export function followEvents(
  sources: EventSources,
  teamId: string,
  after: bigint | null,
  filter: EventFilter,
): AsyncIterableIterator<Event, void, void> {
  const stopped = new AbortController();
  const events = readAndWait(sources, teamId, after, filter, stopped.signal);
  return {
    next: () => events.next(),
    return: () => {
      stopped.abort();
      return events.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* readAndWait(
  { db, listener }: EventSources,
  teamId: string,
  after: bigint | null,
  filter: EventFilter,
  stopped: AbortSignal,
): AsyncGenerator<Event, void, void> {
  let bell = ring();
  const unsubscribe = listener.subscribe(teamId, () => bell.ring());
  const onStop = () => bell.ring();
  stopped.addEventListener('abort', onStop);
  try {
    let cursor = after ?? (await latestSequence(db, teamId));
    while (!stopped.aborted) {
      bell.ring();
      bell = ring();
      const page = await readEventsAfter(db, teamId, cursor, filter, PAGE_SIZE);
      for (const event of page) {
        cursor = event.sequence;
        yield event;
      }
      if (page.length < PAGE_SIZE && !stopped.aborted) await bell.rung;
    }
  } finally {
    bell.ring();
    unsubscribe();
    stopped.removeEventListener('abort', onStop);
  }
}

/** A promise that resolves when rung, or by itself after the safety interval. */
function ring(): { ring: () => void; rung: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, SAFETY_POLL_MS);
  const ringOnce = () => {
    clearTimeout(timer);
    resolve();
  };
  return { ring: ringOnce, rung: promise };
}
