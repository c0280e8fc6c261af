import { isMissed } from './catch-up.ts';
import type { Attempt, PostToPublish } from './publish-run.ts';

/** Attempts since the post last failed or was held: to go on after that was a decision of its own. Newest first. */
export function attemptsInARow({ attempts }: PostToPublish): Attempt[] {
  const before = attempts.findIndex(({ outcome }) => outcome !== null && outcome !== 'ABANDONED');
  return before === -1 ? attempts : attempts.slice(0, before);
}

/** How many of the attempts in a row TikTok accepted. */
export function acceptedAttempts(post: PostToPublish): number {
  return attemptsInARow(post).filter(({ publishId }) => publishId !== null).length;
}

/** Whether a post has been kept from getting any further for longer than it is published late. */
export function isOverdue(post: PostToPublish, now: Date): boolean {
  const due = post.publishAt ?? post.createdAt;
  const accepted = attemptsInARow(post).find(({ publishId }) => publishId !== null)?.startedAt ?? due;
  return isMissed(due, now, post.team) && isMissed(accepted, now, post.team);
}
