import type { PublishAttempt } from '@airdate/db';

type WithAttempts = { attempts: PublishAttempt[] };

/** The attempt under way; the database allows one per post. */
export function liveAttempt({ attempts }: WithAttempts): PublishAttempt | undefined {
  return attempts.find(({ outcome }) => outcome === null);
}

/** The attempt that TikTok's verdict is about. @param post its attempts newest first */
export function attemptAwaitingVerdict({ attempts }: WithAttempts): PublishAttempt | undefined {
  return attempts.find(({ publishId, outcome }) => publishId && outcome !== 'ABANDONED');
}
