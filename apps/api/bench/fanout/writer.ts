import { createDb } from '@airdate/db';
import { withTransaction } from '../../src/context.ts';
import { appendEvent } from '../../src/events/append-event.ts';
import { latestSequence } from '../../src/events/event.queries.ts';
import { eventCursor } from '../../src/events/event-cursor.graphql.ts';
import type { Side } from './sides.ts';

/** Makes things happen in the team of our side, from another process. */
export type Writer = {
  /** @returns the instant just before the commit, by `performance.now()` */
  append(): Promise<number>;
  /** The number of the next event. */
  next(): number;
  /** Stands behind the last event. */
  cursor(): string;
  close(): Promise<void>;
};

export async function openWriter({ databaseUrl, teamId }: Side): Promise<Writer> {
  const db = createDb({ url: databaseUrl!, poolSize: 4 });
  let next = 0;
  let cursor = eventCursor({ teamId: teamId!, sequence: await latestSequence(db, teamId!) });
  return {
    next: () => next,
    cursor: () => cursor,
    append: () =>
      withTransaction(db, async (tx) => {
        const sequence = await appendEvent(tx, {
          teamId: teamId!,
          type: 'media.deleted',
          data: { fileName: `${numberText(next)}.mp4` },
          actor: { kind: 'system' },
          at: new Date(),
        });
        next += 1;
        cursor = eventCursor({ teamId: teamId!, sequence });
        return performance.now();
      }),
    close: () => db.$disconnect(),
  };
}

/** All messages have the same length. */
export function numberText(number: number): string {
  return String(number).padStart(6, '0');
}
