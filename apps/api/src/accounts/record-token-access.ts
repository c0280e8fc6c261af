import type { TokenPurpose } from '@airdate/db';
import type { Actor } from '../context.ts';
import type { Deps } from '../deps.ts';

/** What a grant's tokens are unsealed for, and on whose behalf. */
export type TokenUse = {
  purpose: TokenPurpose;
  actor: Actor;
  /** Null when it is done for the grant, whichever teams share it. */
  teamId: string | null;
  postId?: string;
};

/** Shows that a use was recorded, and so opens the tokens of this grant. Made here alone. */
class RecordedUse {
  readonly #grantId: string;

  constructor(grantId: string) {
    this.#grantId = grantId;
  }

  /** @throws Error when the record is of another grant */
  assertOf(grantId: string): void {
    if (grantId !== this.#grantId) throw new Error('The recorded use is of another grant.');
  }
}

export type { RecordedUse };

/**
 * Records that a grant's tokens are about to be unsealed: one statement, which counts the uses of the same kind in one
 * row an hour. Without a record there is no token: when this throws, the caller fails as it does when the grant cannot be
 * read from the same database, and is tried again as then.
 */
export async function recordTokenAccess(
  { db, log }: Pick<Deps, 'db'> & Partial<Pick<Deps, 'log'>>,
  grantId: string,
  { purpose, actor, teamId, postId = undefined }: TokenUse,
): Promise<RecordedUse> {
  const actorId = 'id' in actor ? actor.id : null;
  const [counted] = await db.$queryRaw<[{ useCount: number }]>`
    INSERT INTO token_accesses (grant_id, team_id, purpose, actor_kind, actor_id, post_id, hour)
    VALUES (
      ${grantId}::uuid, ${teamId}::uuid, ${purpose}::"TokenPurpose", ${actor.kind}, ${actorId}::uuid, ${postId}::uuid,
      date_trunc('hour', now(), 'UTC')
    )
    ON CONFLICT (grant_id, hour, purpose, team_id, actor_kind, actor_id, post_id)
    DO UPDATE SET use_count = token_accesses.use_count + 1, last_used_at = now()
    RETURNING use_count AS "useCount"`;
  // The first of the hour; the others are polls and retries, and would drown the log.
  const level = counted.useCount === 1 ? 'info' : 'debug';
  log?.[level](
    { grantId, teamId, postId, purpose, actor: actor.kind, actorId },
    'the tokens of a connection are used',
  );
  return new RecordedUse(grantId);
}
