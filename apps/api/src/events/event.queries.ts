import type { Db, Event, Prisma, Tx } from '@airdate/db';
import { NotFoundError } from '../errors.ts';
import type { EventType } from './event-types.ts';

export type EventFilter = {
  postId?: string;
  accountId?: string;
  mediaAssetId?: string;
  types?: readonly EventType[];
  /** For example "post.": events of that noun only. */
  prefix?: string;
};

function eventsOfTeam(teamId: string, filter: EventFilter): Prisma.EventWhereInput {
  return {
    teamId,
    postId: filter.postId,
    accountId: filter.accountId,
    mediaAssetId: filter.mediaAssetId,
    type: { in: filter.types && [...filter.types], startsWith: filter.prefix },
  };
}

/** Whether an event of the team is one of {@link eventsOfTeam}, without asking the database. */
export function fitsFilter(event: Event, filter: EventFilter): boolean {
  const { postId, accountId, mediaAssetId, types, prefix } = filter;
  return (
    (postId === undefined || event.postId === postId) &&
    (accountId === undefined || event.accountId === accountId) &&
    (mediaAssetId === undefined || event.mediaAssetId === mediaAssetId) &&
    (prefix === undefined || event.type.startsWith(prefix)) &&
    (types === undefined || types.some((type) => type === event.type))
  );
}

/** @throws NotFoundError when the filter names something that the team does not have */
export async function assertSubjectsInTeam(db: Db, teamId: string, filter: EventFilter): Promise<void> {
  const { accountId, postId, mediaAssetId } = filter;
  if (accountId && !(await db.account.count({ where: { id: accountId, teamId } }))) {
    throw new NotFoundError('account', ['accountId']);
  }
  if (postId && !(await db.post.count({ where: { id: postId, teamId } }))) {
    throw new NotFoundError('post', ['postId']);
  }
  if (mediaAssetId && !(await db.mediaAsset.count({ where: { id: mediaAssetId, teamId } }))) {
    throw new NotFoundError('media asset', ['mediaAssetId']);
  }
}

/** Events after a sequence number and up to another, oldest first, at most `limit`. */
export function readEventsAfter(
  db: Db | Tx,
  teamId: string,
  after: bigint,
  filter: EventFilter,
  limit: number,
  through?: bigint,
): Promise<Event[]> {
  return db.event.findMany({
    where: { ...eventsOfTeam(teamId, filter), sequence: { gt: after, lte: through } },
    orderBy: { sequence: 'asc' },
    take: limit,
  });
}

/** The newest number of a team's log; 0 before the first event. */
export async function latestSequence(db: Db, teamId: string): Promise<bigint> {
  const counter = await db.eventCounter.findUnique({ where: { teamId } });
  return counter?.lastSequence ?? 0n;
}
