import type { Tx } from '@airdate/db';
import type { Actor } from '../context.ts';
import type { EventPayloads, EventType } from './event-types.ts';

export type NewEvent<T extends EventType = EventType> = {
  teamId: string;
  type: T;
  data: EventPayloads[T];
  actor: Actor;
  at: Date;
  accountId?: string | null;
  postId?: string | null;
  mediaAssetId?: string | null;
};

/**
 * Appends one event to the team's log in the caller's transaction, and so commits or vanishes with the change it tells of.
 *
 * Taking the number locks the team's counter until commit: numbers become visible in their order, without gaps. Append
 * after the rows are written, so that every transaction takes its locks in the same order.
 *
 * @returns the event's sequence number in its team
 */
export async function appendEvent<T extends EventType>(tx: Tx, event: NewEvent<T>): Promise<bigint> {
  const { lastSequence } = await tx.eventCounter.upsert({
    where: { teamId: event.teamId },
    create: { teamId: event.teamId, lastSequence: 1n },
    update: { lastSequence: { increment: 1n } },
  });
  await tx.event.create({
    data: {
      teamId: event.teamId,
      sequence: lastSequence,
      type: event.type,
      actorKind: event.actor.kind,
      actorId: 'id' in event.actor ? event.actor.id : null,
      accountId: event.accountId ?? null,
      postId: event.postId ?? null,
      mediaAssetId: event.mediaAssetId ?? null,
      data: event.data,
      createdAt: event.at,
    },
  });
  return lastSequence;
}
