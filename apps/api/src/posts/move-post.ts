import type { Post, PostStatus, Prisma, Tx } from '@airdate/db';
import type { Actor } from '../context.ts';
import { ConflictError } from '../errors.ts';
import { appendEvent } from '../events/append-event.ts';
import type { EventPayloads, EventType } from '../events/event-types.ts';
import { canMove } from './post.ts';
import { PostChangedError } from './post-changed-error.ts';

export type Move<T extends EventType> = {
  to: PostStatus;
  actor: Actor;
  at: Date;
  event: { type: T; data: EventPayloads[T] };
  /** Further columns that change with the status. */
  set?: Prisma.PostUncheckedUpdateManyInput;
  /** Only while this lease is held. */
  leaseToken?: string;
  /** Set with TikTok's proof that nothing is out, or by a person who takes the risk that it is. */
  again?: true;
};

/**
 * Moves a post to another status and appends the event that tells so, in the caller's transaction. The write is
 * conditional on the status that was read, so of two racing moves one wins and the other conflicts.
 *
 * @throws ConflictError `action_not_available` when no such arrow exists
 * @throws PostChangedError when the race was lost
 */
export async function movePost<T extends EventType>(
  tx: Tx,
  post: Pick<Post, 'id' | 'teamId' | 'accountId' | 'status'>,
  move: Move<T>,
): Promise<void> {
  if (post.status !== move.to && !canMove(post.status, move.to, move.again)) {
    throw new ConflictError('action_not_available', {
      message: `A post that is ${post.status} cannot become ${move.to}.`,
    });
  }
  const { count } = await tx.post.updateMany({
    where: { id: post.id, status: post.status, ...(move.leaseToken && { leaseToken: move.leaseToken }) },
    data: { ...move.set, status: move.to },
  });
  if (count === 0) throw new PostChangedError(post.id);
  await appendEvent(tx, {
    teamId: post.teamId,
    postId: post.id,
    accountId: post.accountId,
    actor: move.actor,
    at: move.at,
    type: move.event.type,
    data: move.event.data,
  });
}
