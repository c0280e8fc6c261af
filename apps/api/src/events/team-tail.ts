import { setTimeout as sleep } from 'node:timers/promises';
import type { Db, Event } from '@airdate/db';
import { latestSequence, readEventsAfter } from './event.queries.ts';
import type { EventListener } from './event-listener.ts';

const PAGE_SIZE = 100;
/** What is appended in a burst is read together: the first event at once, those behind it after this long. */
const BURST_INTERVAL_MS = 15;
/** Notifications can be lost with a connection; reading this often bounds the delay. */
const SAFETY_POLL_MS = 10_000;

export type EventSources = { db: Db; listener: EventListener };

/** Who is handed what is appended to a team's log. Both are called at once and must not throw. */
export type TailReader = {
  /** The next events of the log, in their order and without a gap; the same list goes to every reader. */
  take(events: readonly Event[]): void;
  /** The log could not be read: nothing more comes. */
  fail(error: unknown): void;
};

export type JoinedTail = {
  /** The number up to which everything has been handed to every reader. */
  head(): bigint;
  leave(): void;
};

type TeamTail = { join(reader: TailReader): Promise<JoinedTail> };

const tails = new WeakMap<EventListener, Map<string, TeamTail>>();

/**
 * The growing end of a team's log: it is read once for all readers of a process, and by nobody while there are none.
 * A reader is handed every event behind the head that it finds when it has joined.
 *
 * @param sources its database may be behind the team's wall
 */
export function joinTail(sources: EventSources, teamId: string, reader: TailReader): Promise<JoinedTail> {
  const { listener } = sources;
  const ofTeams = tails.get(listener) ?? new Map<string, TeamTail>();
  tails.set(listener, ofTeams);
  const present = ofTeams.get(teamId);
  if (present) return present.join(reader);
  const opened = openTail(sources, teamId, () => {
    if (ofTeams.get(teamId) === opened) ofTeams.delete(teamId);
  });
  ofTeams.set(teamId, opened);
  return opened.join(reader);
}

function openTail({ db, listener }: EventSources, teamId: string, onClose: () => void): TeamTail {
  const readers = new Set<TailReader>();
  let head = 0n;
  let reading = true;
  let again = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = listener.subscribe(teamId, () => void read());
  const opened = latestSequence(db, teamId).then(
    (sequence) => {
      head = sequence;
      reading = false;
      // What was committed before somebody listened, and after the number was read.
      void read();
    },
    (error: unknown) => {
      close();
      throw error;
    },
  );
  // Whoever joins is told; nobody may have.
  opened.catch(() => {});

  async function read(): Promise<void> {
    again = true;
    if (reading || closed) return;
    reading = true;
    clearTimeout(timer);
    try {
      while (again && !closed) {
        again = false;
        const startedMs = performance.now();
        const page = await readEventsAfter(db, teamId, head, {}, PAGE_SIZE);
        head = page.at(-1)?.sequence ?? head;
        if (page.length > 0) for (const reader of readers) reader.take(page);
        if (page.length === PAGE_SIZE) again = true;
        else if (page.length > 0) await sleep(Math.max(0, startedMs + BURST_INTERVAL_MS - performance.now()));
      }
    } catch (error) {
      const present = [...readers];
      close();
      for (const reader of present) reader.fail(error);
    } finally {
      reading = false;
    }
    if (!closed) timer = setTimeout(() => void read(), SAFETY_POLL_MS).unref();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    readers.clear();
    clearTimeout(timer);
    unsubscribe();
    onClose();
  }

  return {
    async join(reader) {
      readers.add(reader);
      await opened;
      return {
        head: () => head,
        leave() {
          if (readers.delete(reader) && readers.size === 0) close();
        },
      };
    },
  };
}
