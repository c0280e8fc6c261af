const HOUR_MS = 3_600_000;

/** A post that could not go out in time is still published by itself when it is no later than this. */
const CATCH_UP_MS = 6 * HOUR_MS;

/**
 * Whether a post is so late that a person has to decide, so that a long downtime never ends in a burst of old posts.
 */
export function isMissed(publishAt: Date, now: Date): boolean {
  return now.getTime() - publishAt.getTime() > CATCH_UP_MS;
}
