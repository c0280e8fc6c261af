import { type Db, Prisma } from '@airdate/db';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';

const ROUND_TRIPS = 5;
const MEASURE_EVERY_MS = 60_000;

export type DatabaseClock = Clock & { stop(): void };

/**
 * A clock that shows the database's time on this machine: the offset is measured at the start and once a minute, and the
 * monotonic timer carries it on, so that neither a wrong nor a corrected system clock moves it. It is exact to half of
 * the shortest of five round trips.
 *
 * @throws when the database cannot be asked the first time; later failures keep the last offset
 */
export async function startDatabaseClock(db: Db, log: Logger): Promise<DatabaseClock> {
  let offsetMs = await measureOffsetMs(db);
  const timer = setInterval(() => {
    measureOffsetMs(db).then(
      (measured) => {
        offsetMs = measured;
      },
      (error) => log.warn({ err: error }, 'the database’s time could not be read; the last offset stays'),
    );
  }, MEASURE_EVERY_MS);
  timer.unref();
  return {
    now: () => new Date(offsetMs + performance.now()),
    stop: () => clearInterval(timer),
  };
}

/** What to add to this process's monotonic timer to get the database's time. */
async function measureOffsetMs(db: Db): Promise<number> {
  let best = { roundTripMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let n = 0; n < ROUND_TRIPS; n++) {
    const askedAt = performance.now();
    const [row] = await db.$queryRaw<[{ ms: number }]>`
      SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms`;
    const answeredAt = performance.now();
    const roundTripMs = answeredAt - askedAt;
    if (roundTripMs < best.roundTripMs) {
      best = { roundTripMs, offsetMs: row.ms - (askedAt + answeredAt) / 2 };
    }
  }
  return best.offsetMs;
}

/** The database's own time at the start of a statement, as SQL: for decisions that a few milliseconds would turn. */
export function statementTime({ movedMs = () => 0 }: Clock): Prisma.Sql {
  return Prisma.sql`statement_timestamp() + ${movedMs()} * interval '1 millisecond'`;
}
