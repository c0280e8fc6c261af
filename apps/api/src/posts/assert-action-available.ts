import type { Post } from '@airdate/db';
import { ConflictError } from '../errors.ts';
import { availableActions, type PostAction } from './post.ts';

/** @throws ConflictError `action_not_available` when a post as it stands does not offer this */
export function assertActionAvailable(post: Pick<Post, 'status' | 'problemCode'>, action: PostAction): void {
  if (availableActions(post).includes(action)) return;
  throw new ConflictError('action_not_available', {
    message: `A post that is ${post.status} does not allow ${action}.`,
  });
}
