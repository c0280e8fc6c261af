import type { Event } from '@airdate/db';
import { type EventFilter, fitsFilter, latestSequence, readEventsAfter } from './event.queries.ts';
import { type EventSources, type JoinedTail, joinTail } from './team-tail.ts';

const PAGE_SIZE = 100;
/** What a reader may leave untaken; of one that is slower no more is kept, and it reads from the log again. */
const MOST_WAITING = 1_000;

/** Which events of which team, and behind which number; null stands for the end that the log has when it is begun. */
export type EventSelection = { teamId: string; after: bigint | null; filter: EventFilter };

/** Some events in their order, and the number up to which there are no others; there may be none. */
type EventPage = { events: Event[]; through: bigint };

/** A reading of a team's log that does not end. Nothing happens before it is asked for something. */
export type EventReading = AsyncIterable<Event, void> & {
  readonly selection: EventSelection;
  /** The number behind which it begins. */
  begin(): Promise<bigint>;
  /** The next events, or news that there are none so far; null once it was stopped. One call at a time. */
  nextPage(): Promise<EventPage | null>;
  /** The number up to which everything was handed out. Grows by itself while nothing that fits is appended. */
  position(): bigint;
  /** Whether it has come to the end of the log, and is handed what is appended. */
  isLive(): boolean;
  stop(): void;
};

/**
 * Reads the events of a team from a cursor on: first what is stored, then what is appended, each once and in order. What is
 * appended is read once for all readings of the team.
 */
export function followEvents(sources: EventSources, selection: EventSelection): EventReading {
  const { teamId, after, filter } = selection;
  let cursor = 0n;
  let began: Promise<bigint> | undefined;
  let tail: JoinedTail | null = null;
  let live = false;
  let stopped = false;
  let failure: { error: unknown } | null = null;
  let waiting: Event[] = [];
  let wake = () => {};

  const reader = {
    take(events: readonly Event[]) {
      for (const event of events) if (fitsFilter(event, filter)) waiting.push(event);
      if (waiting.length > 0) wake();
      if (waiting.length > MOST_WAITING) fallBehind();
    },
    fail(error: unknown) {
      failure = { error };
      wake();
    },
  };

  function fallBehind(): void {
    tail?.leave();
    tail = null;
    live = false;
    waiting = [];
  }

  async function catchUp(): Promise<EventPage> {
    const joined = await joinTail(sources, teamId, reader);
    if (stopped) {
      joined.leave();
      return { events: [], through: cursor };
    }
    tail = joined;
    const head = joined.head();
    const events =
      cursor < head ? await readEventsAfter(sources.db, teamId, cursor, filter, PAGE_SIZE, head) : [];
    const isWhole = events.length < PAGE_SIZE;
    cursor = isWhole ? max(cursor, head) : events.at(-1)!.sequence;
    // It may have fallen behind again while it read.
    live = isWhole && tail !== null;
    if (!live) fallBehind();
    return { events, through: cursor };
  }

  function begin(): Promise<bigint> {
    began ??= (after === null ? latestSequence(sources.db, teamId) : Promise.resolve(after)).then((from) => {
      cursor = from;
      return from;
    });
    return began;
  }

  async function nextPage(): Promise<EventPage | null> {
    await begin();
    for (;;) {
      if (failure) throw failure.error;
      if (stopped) return null;
      if (!live) return catchUp();
      const events = waiting.splice(0, PAGE_SIZE).filter(({ sequence }) => sequence > cursor);
      if (events.length > 0) {
        cursor = events.at(-1)!.sequence;
        return { events, through: cursor };
      }
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  function stop(): void {
    stopped = true;
    fallBehind();
    wake();
  }

  return {
    selection,
    begin,
    nextPage,
    stop,
    isLive: () => live,
    position: () => (live && tail && waiting.length === 0 ? max(cursor, tail.head()) : cursor),
    async *[Symbol.asyncIterator]() {
      try {
        for (let page = await nextPage(); page; page = await nextPage()) yield* page.events;
      } finally {
        stop();
      }
    },
  };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
