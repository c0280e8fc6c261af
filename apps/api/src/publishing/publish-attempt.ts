import type { PublishAttempt } from '@airdate/db';

/** The attempt under way; the database allows one per post. */
export function liveAttempt<A extends PublishAttempt>({ attempts }: { attempts: A[] }): A | undefined {
  return attempts.find(({ outcome }) => outcome === null);
}

/** The attempt that TikTok's verdict is about. @param post its attempts newest first */
export function attemptAwaitingVerdict<A extends PublishAttempt>({
  attempts,
}: {
  attempts: A[];
}): A | undefined {
  return attempts.find(({ publishId, outcome }) => publishId && outcome !== 'ABANDONED');
}
