const HOUR_MS = 3_600_000;

/** How late the posts of a team still go out by themselves. */
export type CatchUp = { catchUpHours: number };

/**
 * Whether a post is so late that a person has to decide, so that a long downtime never ends in a burst of old posts.
 */
export function isMissed(publishAt: Date, now: Date, { catchUpHours }: CatchUp): boolean {
  return now.getTime() - publishAt.getTime() > catchUpHours * HOUR_MS;
}
