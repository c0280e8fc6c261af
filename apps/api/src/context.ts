import type { Db, Role, Tx } from '@airdate/db';
import { isPassingFailure, isUndone } from '@airdate/db';
import { type Deps, depsOfTeam, type TeamDeps } from './deps.ts';
import { ForbiddenError } from './errors.ts';

/** Who acts. Recorded with every event. */
export type Actor =
  | { kind: 'user'; id: string }
  | { kind: 'apiKey'; id: string }
  | { kind: 'worker' }
  | { kind: 'tiktok' }
  | { kind: 'system' };

/** What every verb that acts for a team is given. */
export type TeamContext = {
  deps: TeamDeps;
  actor: Actor;
  teamId: string;
  role: Role;
  /** Where the request came with an idempotency key. */
  claim?: KeyClaim | undefined;
};

/** A request's claim on its idempotency key, as far as what it does has to know. */
export type KeyClaim = {
  /**
   * Says in the transaction that changes something that the request has taken effect.
   *
   * @throws ConflictError `idempotency_in_progress` when the claim was lost to a repetition
   */
  takeEffect(tx: Tx): Promise<void>;
  /** Notes that the answer is only for whoever has this role. */
  needRole(minimum: Role): void;
};

/** The context of somebody who acts for a team, behind the wall between teams. */
export function actInTeam(
  deps: Deps,
  { actor, teamId, role }: Omit<TeamContext, 'deps' | 'claim'>,
): TeamContext {
  return { deps: depsOfTeam(deps, teamId), actor, teamId, role };
}

const RANK: Record<Role, number> = { VIEWER: 0, APPROVER: 1, EDITOR: 2, ADMIN: 3, OWNER: 4 };

export function hasRole(holder: { role: Role }, minimum: Role): boolean {
  return RANK[holder.role] >= RANK[minimum];
}

/** @throws ForbiddenError when the actor's role is below `minimum` */
export function requireRole(ctx: TeamContext, minimum: Role): void {
  if (hasRole(ctx, minimum)) {
    ctx.claim?.needRole(minimum);
    return;
  }
  const { actor, deps, role } = ctx;
  const viewer = 'id' in actor ? `${actor.kind}:${actor.id}` : actor.kind;
  deps.securityLog.note('forbidden', { viewer, reason: `${role} is below ${minimum}` });
  throw new ForbiddenError(minimum.toLowerCase());
}

/** The one of two roles that allows less. */
export function lowerRole(a: Role, b: Role): Role {
  return RANK[a] < RANK[b] ? a : b;
}

const MAX_TRIES = 4;
/** Nobody waits much longer for an answer than this. */
const NO_TRY_AFTER_MS = 12_000;

/**
 * Runs `work` in one short transaction. What passes by itself (a lost race, a wait for a lock that was too long, a broken
 * connection) is tried again, up to four times, so `work` must do nothing but talk to the database. A commit whose answer
 * was lost is not repeated.
 */
export async function withTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  for (let tries = 1; ; tries++) {
    let isCommitting = false;
    try {
      return await db.$transaction(
        async (tx) => {
          const result = await work(tx);
          isCommitting = true;
          return result;
        },
        { maxWait: 10_000, timeout: 15_000 },
      );
    } catch (error) {
      const mayRepeat = isUndone(error) || (!isCommitting && isPassingFailure(error));
      const isLate = performance.now() - startedMs > NO_TRY_AFTER_MS;
      if (tries === MAX_TRIES || isLate || !mayRepeat) throw error;
    }
  }
}

/**
 * Runs what a request changes in one short transaction, as {@link withTransaction} does, and lets it commit only together with
 * the word that its idempotency key took effect.
 *
 * @param db for what a team's own requests may not write
 */
export function commitChange<T>(
  ctx: TeamContext,
  work: (tx: Tx) => Promise<T>,
  db: Db = ctx.deps.db,
): Promise<T> {
  return withTransaction(db, async (tx) => {
    // First, because the work ends with the lock on the team's event log, which others wait for.
    await ctx.claim?.takeEffect(tx);
    return work(tx);
  });
}
