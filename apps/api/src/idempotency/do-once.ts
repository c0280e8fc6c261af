import type { IdempotencyKey } from '@airdate/db';
import { hasRole, type KeyClaim } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError, ForbiddenError } from '../errors.ts';
import { KeyringError } from '../keyring.ts';
import { createAwaitAnswer } from './await-answer.ts';
import { type Claim, claimKey, type KeyedRequest, takeOverKey } from './claim-key.ts';
import { openAnswer } from './sealed-answer.ts';
import { abandonKey, keepAnswer, releaseKey } from './settle-claim.ts';

export type Outcome = {
  answer: string;
  /**
   * Whether repetitions are given it: `ifEffective` when it says that nothing was done for a reason that may pass, `never`
   * when it says that something of ours failed.
   */
  keep: 'always' | 'ifEffective' | 'never';
};

/** What is carried out. Everything it changes goes through the claim, by {@link commitChange}. */
type Work = (claim: KeyClaim) => Promise<Outcome>;

/**
 * Carries a request out at most once for its key, and gives repetitions within 7 days the answer of the first one. Those that
 * come meanwhile wait for it, for at most `limits.idempotencyWaitMs`.
 *
 * @throws ConflictError `idempotency_key_reused` when the key stands for another request
 * @throws ConflictError `idempotency_in_progress` when the first one takes longer
 * @throws ConflictError `idempotency_answer_lost` when the first one took effect, and ended without an answer
 * @throws ForbiddenError when the answer was for a role that the asker has no more
 */
export type DoOnce = (request: KeyedRequest, work: Work) => Promise<{ answer: string; isReplayed: boolean }>;

/** @param deps across teams */
export function createDoOnce(deps: Deps): DoOnce {
  const awaitAnswer = createAwaitAnswer(deps);

  async function carryOut(claim: Claim, work: Work) {
    let outcome: Outcome;
    try {
      outcome = await work(claim);
    } catch (error) {
      if (!(await releaseKey(deps, claim))) await abandonKey(deps, claim);
      throw error;
    }
    const { answer, keep } = outcome;
    const isFree = keep !== 'always' && (await releaseKey(deps, claim));
    if (!isFree && keep === 'never') await abandonKey(deps, claim);
    else if (!isFree) await keepAnswer(deps, claim, answer);
    return { answer, isReplayed: false };
  }

  return async (request, work) => {
    const deadlineMs = performance.now() + deps.config.limits.idempotencyWaitMs;
    for (;;) {
      const claimed = await claimKey(deps, request);
      if ('claim' in claimed) return carryOut(claimed.claim, work);
      let row: IdempotencyKey | null = claimed.before;
      while (row) {
        const answer = answerOf(deps, request, row);
        if (answer !== null) return { answer, isReplayed: true };
        if (row.claimedUntil <= deps.clock.now()) {
          if (row.tookEffectAt) throw new ConflictError('idempotency_answer_lost');
          const claim = await takeOverKey(deps, row);
          if (claim) return carryOut(claim, work);
          break;
        }
        const leftMs = deadlineMs - performance.now();
        if (leftMs <= 0) throw new ConflictError('idempotency_in_progress');
        row = await awaitAnswer(row, leftMs);
      }
    }
  };
}

/** Null when the first request has no answer yet. */
function answerOf(
  { keyring }: Deps,
  { asker, fingerprint }: KeyedRequest,
  row: IdempotencyKey,
): string | null {
  if (Buffer.compare(row.fingerprint, fingerprint) !== 0) throw new ConflictError('idempotency_key_reused');
  if (row.sealedAnswer === null) return null;
  if (!hasRole(asker, row.leastRole)) throw new ForbiddenError(row.leastRole.toLowerCase());
  try {
    return openAnswer(keyring, row.id, row.sealedAnswer);
  } catch (error) {
    if (error instanceof KeyringError) throw new ConflictError('idempotency_answer_lost');
    throw error;
  }
}
