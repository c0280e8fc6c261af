import { createTestDatabase } from '@airdate/db/testing';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { startDatabaseClock } from './database-clock.ts';

const { db } = await createTestDatabase();

async function databaseTime(): Promise<number> {
  const [row] = await db.$queryRaw<[{ at: Date }]>`SELECT clock_timestamp() AS at`;
  return row.at.getTime();
}

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['an hour ahead of', 3_600_000],
  ['a day behind', -86_400_000],
  ['level with', 0],
])('a process whose own clock is %s the database shows the database’s time', async (_words, apartMs) => {
  vi.useFakeTimers({ toFake: ['Date'], now: (await databaseTime()) + apartMs });
  const clock = await startDatabaseClock(db, pino({ level: 'silent' }));
  const before = await databaseTime();
  const shown = clock.now().getTime();
  const after = await databaseTime();
  clock.stop();
  // Both ends are read through the same slow machine, so the bounds are a few milliseconds wide.
  expect(shown).toBeGreaterThanOrEqual(before - 20);
  expect(shown).toBeLessThanOrEqual(after + 20);
});

test('a system clock that is set while the process runs does not move it', async () => {
  const clock = await startDatabaseClock(db, pino({ level: 'silent' }));
  const before = clock.now().getTime();
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  expect(clock.now().getTime() - before).toBeLessThan(10_000);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
  clock.stop();
});
