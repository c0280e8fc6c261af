import type { Db, Event, Prisma } from '@airdate/db';
import { ValidationError } from '../errors.ts';
import type { EventType } from './event-types.ts';

export type EventFilter = {
  postId?: string;
  accountId?: string;
  mediaAssetId?: string;
  types?: EventType[];
  /** For example "post.": all events of that noun. */
  prefix?: string;
};

/** Cursors are the sequence number behind a version letter, opaque to clients. */
export function encodeEventCursor(sequence: bigint): string {
  return Buffer.from(`e1:${sequence}`).toString('base64url');
}

/** @throws ValidationError naming `after` when the text is no cursor of ours */
export function decodeEventCursor(cursor: string): bigint {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^e1:\d{1,18}$/.test(text)) {
    throw new ValidationError([
      { code: 'invalid_input', message: 'This is not a cursor of an event.', path: ['after'] },
    ]);
  }
  return BigInt(text.slice(3));
}

export function eventsOfTeam(teamId: string, filter: EventFilter): Prisma.EventWhereInput {
  return {
    teamId,
    postId: filter.postId,
    accountId: filter.accountId,
    mediaAssetId: filter.mediaAssetId,
    type:
      (filter.types && { in: filter.types }) ?? (filter.prefix && { startsWith: filter.prefix }) ?? undefined,
  };
}

/** Events after a sequence number, oldest first, at most `limit`. */
export function readEventsAfter(
  db: Db,
  teamId: string,
  after: bigint,
  filter: EventFilter,
  limit: number,
): Promise<Event[]> {
  return db.event.findMany({
    where: { ...eventsOfTeam(teamId, filter), sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: limit,
  });
}

/** The newest number of a team's log; 0 before the first event. */
export async function latestSequence(db: Db, teamId: string): Promise<bigint> {
  const counter = await db.eventCounter.findUnique({ where: { teamId } });
  return counter?.lastSequence ?? 0n;
}
