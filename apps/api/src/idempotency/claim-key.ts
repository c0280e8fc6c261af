import { randomUUID } from 'node:crypto';
import type { IdempotencyKey, Role } from '@airdate/db';
import { type KeyClaim, lowerRole } from '../context.ts';
import type { Deps } from '../deps.ts';
import { ConflictError } from '../errors.ts';
import type { Viewer } from '../teams/viewer.ts';
import { CLAIM_MS, KEPT_MS } from './idempotency-key.ts';

/** Who asks for what, under which key. */
export type KeyedRequest = {
  asker: Pick<Viewer, 'actor' | 'teamId' | 'role'>;
  key: string;
  fingerprint: Uint8Array<ArrayBuffer>;
};

/** The claim of the one request that is carried out. */
export type Claim = KeyClaim & { id: string; token: string; leastRole(): Role };

type ClaimDeps = Pick<Deps, 'db' | 'clock'>;

/** Claims a key that nobody used in 7 days. @returns the claim, or the row of the request that came before */
export async function claimKey(
  deps: ClaimDeps,
  { asker, key, fingerprint }: KeyedRequest,
): Promise<{ claim: Claim } | { before: IdempotencyKey }> {
  const { db, clock } = deps;
  const { teamId, actor } = asker;
  const owner = { teamId, actorKind: actor.kind, actorId: actor.id, key };
  for (;;) {
    const now = clock.now();
    // Read first: an insert would wait for the transaction that lets the key take effect.
    const before = await db.idempotencyKey.findFirst({ where: owner });
    if (before && before.createdAt.getTime() > now.getTime() - KEPT_MS) return { before };
    if (before) await db.idempotencyKey.deleteMany({ where: { id: before.id } });
    const claimToken = randomUUID();
    const [row] = await db.idempotencyKey.createManyAndReturn({
      data: { ...owner, fingerprint, claimToken, claimedUntil: claimEnd(now), createdAt: now },
      skipDuplicates: true,
    });
    if (row) return { claim: claimOf(deps, row.id, claimToken) };
  }
}

/**
 * Takes a key over from a request that was abandoned. The one before can change nothing any more: its transactions do not
 * commit without the claim. @returns null when it took effect first, or somebody else was faster
 */
export async function takeOverKey(deps: ClaimDeps, before: IdempotencyKey): Promise<Claim | null> {
  const claimToken = randomUUID();
  const { count } = await deps.db.idempotencyKey.updateMany({
    where: { id: before.id, claimToken: before.claimToken, tookEffectAt: null, sealedAnswer: null },
    data: { claimToken, claimedUntil: claimEnd(deps.clock.now()) },
  });
  return count > 0 ? claimOf(deps, before.id, claimToken) : null;
}

function claimEnd(now: Date): Date {
  return new Date(now.getTime() + CLAIM_MS);
}

function claimOf({ clock }: ClaimDeps, id: string, token: string): Claim {
  let least: Role = 'VIEWER';
  return {
    id,
    token,
    leastRole: () => least,
    needRole: (minimum) => {
      if (lowerRole(least, minimum) === least) least = minimum;
    },
    async takeEffect(tx) {
      const held = await tx.$executeRaw`
        UPDATE idempotency_keys SET took_effect_at = ${clock.now()}
        WHERE id = ${id}::uuid AND claim_token = ${token}::uuid`;
      if (held === 0) throw new ConflictError('idempotency_in_progress');
    },
  };
}
