import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import type { Claim } from './claim-key.ts';
import { sealAnswer } from './sealed-answer.ts';

/**
 * Keeps the answer for repetitions. One that cannot be written is given all the same, because the work is done.
 *
 * @throws ConflictError `idempotency_in_progress` when the claim was lost, and so nothing was changed
 */
export async function keepAnswer(
  { db, keyring, log }: Pick<Deps, 'db' | 'keyring' | 'log'>,
  claim: Claim,
  answer: string,
): Promise<void> {
  const where = { id: claim.id, claimToken: claim.token };
  const data = { sealedAnswer: sealAnswer(keyring, claim.id, answer), leastRole: claim.leastRole() };
  try {
    const { count } = await withTransaction(db, (tx) => tx.idempotencyKey.updateMany({ where, data }));
    if (count > 0) return;
  } catch (error) {
    log.error({ err: error }, 'the answer to a request with an idempotency key was not kept');
    return;
  }
  throw new ConflictError('idempotency_in_progress');
}

/**
 * Gives the key free when the request changed nothing. Otherwise the key stays taken, without an answer.
 *
 * @returns whether it was given free
 */
export async function releaseKey({ db }: Pick<Deps, 'db'>, claim: Claim): Promise<boolean> {
  // A transaction whose commit is in doubt holds the row, so this waits for its end.
  const { count } = await db.idempotencyKey.deleteMany({
    where: { id: claim.id, claimToken: claim.token, tookEffectAt: null },
  });
  return count > 0;
}

/** Ends the claim of a request that took effect and has no answer to keep. */
export async function abandonKey({ db, clock }: Pick<Deps, 'db' | 'clock'>, claim: Claim): Promise<void> {
  await db.idempotencyKey.updateMany({
    where: { id: claim.id, claimToken: claim.token },
    data: { claimedUntil: clock.now() },
  });
}
