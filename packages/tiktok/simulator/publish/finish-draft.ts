import type { Post, PostSettings, PrivacyLevel, Task } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { publishPost } from './publish-post.ts';

/** What a creator decides when posting a draft; the rest stays as the app sent it. */
export type DraftChoices = Partial<PostSettings> & { privacyLevel: PrivacyLevel };

/**
 * The creator posts a draft from the inbox, with their own caption and audience. One draft may be
 * posted several times.
 *
 * @throws RangeError when the draft is not in the inbox
 */
export function finishDraft(world: World, task: Task, choices: DraftChoices): Post {
  if (!isInInbox(task)) throw new RangeError('This draft is not in the inbox.');
  return publishPost(world, task, { ...task.settings, ...choices });
}

/** The creator throws a draft away. It no longer counts as a pending share; its status stays. */
export function discardDraft(world: World, task: Task): void {
  if (!isInInbox(task)) throw new RangeError('This draft is not in the inbox.');
  task.discarded = true;
  world.store.tasks.put(task);
  world.changed();
}

/** Delivered, not thrown away; posted drafts stay, to be posted again. */
export function isInInbox(task: Task): boolean {
  const delivered = task.status === 'SEND_TO_USER_INBOX' || task.status === 'PUBLISH_COMPLETE';
  return task.kind.startsWith('inbox') && delivered && !task.discarded;
}
