import type { Db, Prisma } from '@airdate/db';
import type { EventType } from './event-types.ts';

export type EventsFilter = {
  types?: EventType[];
  postId?: string;
  accountId?: string;
  mediaAssetId?: string;
  /** Row id of the user or key who did it. */
  actorId?: string;
  from?: Date;
  /** Excluded. */
  to?: Date;
};

/** An event is written this soon after the instant that it names; transactions are given up long before. */
const WRITTEN_WITHIN_MS = 600_000;

/** The events of a team for which all of the filter holds. What is left out holds for every event. */
export async function filterEvents(
  db: Db,
  teamId: string,
  { types, from, to, ...subjects }: EventsFilter,
): Promise<Prisma.EventWhereInput> {
  return {
    teamId,
    ...subjects,
    ...(types && { type: types.length === 1 ? types[0] : { in: types } }),
    ...((from ?? to) && {
      createdAt: { gte: from, lt: to },
      AND: await placesAround(db, teamId, { from, to }),
    }),
  };
}

/**
 * Where in the log a span of time lies at most. The log is read by its numbers, so without it all that is older than the span would
 * be read first.
 */
async function placesAround(
  db: Db,
  teamId: string,
  { from, to }: { from?: Date; to?: Date },
): Promise<Prisma.EventWhereInput> {
  const select = { sequence: true };
  const [before, behind] = await Promise.all([
    from &&
      db.event.findFirst({
        select,
        where: { teamId, createdAt: { lt: new Date(from.getTime() - WRITTEN_WITHIN_MS) } },
        orderBy: { createdAt: 'desc' },
      }),
    to &&
      db.event.findFirst({
        select,
        where: { teamId, createdAt: { gt: new Date(to.getTime() + WRITTEN_WITHIN_MS) } },
        orderBy: { createdAt: 'asc' },
      }),
  ]);
  return { sequence: { gt: before?.sequence, lt: behind?.sequence } };
}
