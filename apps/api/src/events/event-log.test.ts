import { setImmediate as nextTurn } from 'node:timers/promises';
import { createDb } from '@airdate/db';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { createTestDeps, createTestTeam } from '../../test/test-deps.ts';
import { withTransaction } from '../context.ts';
import { appendEvent } from './append-event.ts';
import { readEventsAfter } from './event.queries.ts';
import { eventCursor, sequenceOf } from './event-cursor.graphql.ts';
import { startEventListener } from './event-listener.ts';
import { followEvents } from './follow-events.ts';

const deps = await createTestDeps({ jobs: [] });
const otherProcess = createDb({ url: deps.databaseUrl, poolSize: 8 });
const listener = await startEventListener(deps.databaseUrl, pino({ level: 'silent' }));
afterAll(async () => {
  await listener.close();
  await otherProcess.$disconnect();
});

const uploaded = (teamId: string, fileName: string) => ({
  teamId,
  type: 'media.created' as const,
  data: { fileName, sizeBytes: 1 },
  actor: { kind: 'system' } as const,
  at: new Date(),
});

test('a reader with a cursor sees every event once and in order while forty writers commit late and out of turn', async () => {
  const { teamId } = await createTestTeam(deps);
  const seen: bigint[] = [];
  const reader = followEvents({ db: deps.db, listener }, { teamId, after: 0n, filter: {} });
  const reading = (async () => {
    for await (const event of reader) {
      seen.push(event.sequence);
      if (seen.length === 40) return;
    }
  })();

  await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      withTransaction(i % 2 ? deps.db : otherProcess, async (tx) => {
        await appendEvent(tx, uploaded(teamId, `${i}.mp4`));
        // Whoever has taken a number stays uncommitted for a while; numbers behind it must not be seen before it.
        for (let turns = 0; turns < (i * 7) % 13; turns++) await nextTurn();
      }),
    ),
  );
  await reading;
  expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => BigInt(i + 1)));
});

test('an event of a transaction that rolls back is never seen and leaves no gap', async () => {
  const { teamId } = await createTestTeam(deps);
  await expect(
    withTransaction(deps.db, async (tx) => {
      await appendEvent(tx, uploaded(teamId, 'never.mp4'));
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await withTransaction(deps.db, (tx) => appendEvent(tx, uploaded(teamId, 'kept.mp4')));
  const events = await readEventsAfter(deps.db, teamId, 0n, {}, 10);
  expect(events.map(({ sequence, data }) => [sequence, data])).toEqual([
    [1n, { fileName: 'kept.mp4', sizeBytes: 1 }],
  ]);
});

test('a follower is woken by a commit of another connection and ends at once when it is told to', async () => {
  const { teamId } = await createTestTeam(deps);
  await withTransaction(deps.db, (tx) => appendEvent(tx, uploaded(teamId, 'first.mp4')));
  const reading = followEvents({ db: deps.db, listener }, { teamId, after: 0n, filter: {} });
  const follower = reading[Symbol.asyncIterator]();
  expect((await follower.next()).done).toBe(false);

  const next = follower.next();
  await withTransaction(otherProcess, (tx) => appendEvent(tx, uploaded(teamId, 'second.mp4')));
  expect((await next).value).toMatchObject({ sequence: 2n });

  const waiting = follower.next();
  const started = Date.now();
  reading.stop();
  expect((await waiting).done).toBe(true);
  expect(Date.now() - started).toBeLessThan(2_000);
});

test('the log of another team is not followed', async () => {
  const mine = await createTestTeam(deps);
  const theirs = await createTestTeam(deps);
  await withTransaction(deps.db, (tx) => appendEvent(tx, uploaded(theirs.teamId, 'theirs.mp4')));
  expect(await readEventsAfter(deps.db, mine.teamId, 0n, {}, 10)).toEqual([]);
});

test('an event cannot be changed afterwards', async () => {
  const { teamId } = await createTestTeam(deps);
  await withTransaction(deps.db, (tx) => appendEvent(tx, uploaded(teamId, 'fixed.mp4')));
  await expect(
    deps.db.event.updateMany({ where: { teamId }, data: { type: 'media.deleted' } }),
  ).rejects.toThrow(/append-only/);
});

test('a cursor survives its own encoding, and any other text is refused with the field named', () => {
  const event = { teamId: '01a1fd90-21df-704a-9808-5151d38d2edc', sequence: 9_007_199_254_740_993n };
  expect(sequenceOf(eventCursor(event), event.teamId)).toBe(event.sequence);
  const ofAnotherTeam = eventCursor({ ...event, teamId: '01a1fd90-0000-704a-9808-5151d38d2edc' });
  const pastTheEnd = eventCursor({ ...event, sequence: 2n ** 63n });
  for (const wrong of ['', 'e1:1', 'R1BDOg==', ofAnotherTeam, pastTheEnd]) {
    expect(() => sequenceOf(wrong, event.teamId)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', inputPath: ['after'] } }),
    );
  }
});
