import type { Deps } from '../deps.ts';

/** How many attempts follow each other at once; after those each wait is twice as long as the one before. */
export type AttemptLimit = { free: number };

export const ACCOUNT_LIMIT: AttemptLimit = { free: 5 };
/** Many people may share an address. */
export const ADDRESS_LIMIT: AttemptLimit = { free: 20 };

const FIRST_WAIT_SECONDS = 5;
/** Nobody is locked out for longer, however many attempts others made. */
const LONGEST_WAIT_SECONDS = 300;
const FORGET_AFTER_MS = 3_600_000;

/**
 * Counts an attempt before it is made, so that attempts at the same moment, in whatever process, cannot pass together.
 * What comes before its time is refused and not counted: asking again and again makes nobody wait longer.
 *
 * @param key what is counted, at most a few hundred characters
 * @returns seconds to wait, from 1 to 300; 0 when the attempt may be made now
 */
export async function countAttempt(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  key: string,
  { free }: AttemptLimit,
): Promise<number> {
  const now = clock.now();
  const forgotten = new Date(now.getTime() - FORGET_AFTER_MS);
  await db.$executeRaw`
    DELETE FROM sign_in_attempts WHERE key IN (
      SELECT key FROM sign_in_attempts WHERE last_attempt_at < ${forgotten}::timestamptz
      LIMIT 100 FOR UPDATE SKIP LOCKED)`;
  const counted = await db.$executeRaw`
    INSERT INTO sign_in_attempts AS a (key, count, last_attempt_at, next_attempt_at)
    VALUES (${key}, 1, ${now}::timestamptz, ${now}::timestamptz)
    ON CONFLICT (key) DO UPDATE SET
      count = a.count + 1,
      last_attempt_at = ${now}::timestamptz,
      next_attempt_at = ${now}::timestamptz + CASE WHEN a.count + 1 < ${free}::int THEN interval '0'
        ELSE make_interval(secs => LEAST(${LONGEST_WAIT_SECONDS}::int,
          ${FIRST_WAIT_SECONDS}::int * power(2, LEAST(a.count + 1 - ${free}::int, 20)))) END
    WHERE a.count < ${free}::int OR a.next_attempt_at <= ${now}::timestamptz`;
  if (counted === 1) return 0;
  const attempts = await db.signInAttempts.findUnique({ where: { key } });
  const waitMs = (attempts?.nextAttemptAt.getTime() ?? 0) - now.getTime();
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(waitMs / 1000)));
}

/** Forgets every attempt under this key: whoever made the last one was right. */
export async function forgetAttempts({ db }: Pick<Deps, 'db'>, key: string): Promise<void> {
  await db.signInAttempts.deleteMany({ where: { key } });
}

/** Takes back the last attempt alone, so that somebody's own account does not pay for guesses at others. */
export async function takeBackAttempt({ db }: Pick<Deps, 'db'>, key: string): Promise<void> {
  await db.$executeRaw`
    UPDATE sign_in_attempts SET count = GREATEST(count - 1, 0), next_attempt_at = last_attempt_at WHERE key = ${key}`;
}
