import { timingSafeEqual } from 'node:crypto';
import type { Db } from '@airdate/db';
import { createOTP } from '@better-auth/utils/otp';

const STEP_MS = 30_000;
const SIX_DIGITS = /^[0-9]{6}$/;
/** Clocks of telephones are a little wrong, and people type slowly. */
const STEPS_AROUND = [0, -1, 1];

/**
 * The time step (RFC 6238: 30 seconds each, counted from 1970) whose code of six digits this is.
 *
 * @param secret as the authenticator app has it, decrypted
 * @returns null when it is the code of neither the present step nor of one beside it
 */
export async function timeStepOf(secret: string, code: string, nowMs: number): Promise<number | null> {
  if (!SIX_DIGITS.test(code)) return null;
  const present = Math.floor(nowMs / STEP_MS);
  for (const step of STEPS_AROUND.map((offset) => present + offset)) {
    const right = await createOTP(secret).hotp(step);
    if (timingSafeEqual(Buffer.from(right), Buffer.from(code))) return step;
  }
  return null;
}

/**
 * Takes a code, so that it is good for nothing any more, in whatever process (RFC 6238, 5.2). One write decides between
 * attempts at the same moment.
 *
 * @returns whether no code of this step or of a later one was taken before
 */
export async function takeTimeStep(
  db: Pick<Db, 'twoFactor'>,
  userId: string,
  step: number,
): Promise<boolean> {
  const { count } = await db.twoFactor.updateMany({
    where: { userId, OR: [{ lastTimeStep: null }, { lastTimeStep: { lt: step } }] },
    data: { lastTimeStep: step },
  });
  return count === 1;
}
