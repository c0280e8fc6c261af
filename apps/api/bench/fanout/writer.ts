import { createDb } from '@airdate/db';
import { withTransaction } from '../../src/context.ts';
import { appendEvent } from '../../src/events/append-event.ts';
import type { Side } from './sides.ts';

/** Makes things happen in the team of our side, from another process. */
export type Writer = {
  /** @returns the instant just before the commit, by `performance.now()` */
  append(number: number): Promise<number>;
  close(): Promise<void>;
};

export function openWriter({ databaseUrl, teamId }: Side): Writer {
  const db = createDb({ url: databaseUrl!, poolSize: 4 });
  return {
    append: (number) =>
      withTransaction(db, async (tx) => {
        await appendEvent(tx, {
          teamId: teamId!,
          type: 'media.deleted',
          data: { fileName: `${String(number).padStart(6, '0')}.mp4` },
          actor: { kind: 'system' },
          at: new Date(),
        });
        return performance.now();
      }),
    close: () => db.$disconnect(),
  };
}
