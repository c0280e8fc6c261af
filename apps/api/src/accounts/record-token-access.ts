import { KEEPS_PLAN, type TokenPurpose, type Tx } from '@airdate/db';
import type { Actor } from '../context.ts';
import type { Deps } from '../deps.ts';
import { gatherByDb } from '../gather.ts';

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
 * Records that a grant's tokens are about to be unsealed; uses of the same kind are counted in one row an hour. What
 * several ask for at the same moment is one statement. Without a record there is no token: when this throws, the caller
 * fails as it does when the grant cannot be read from the same database, and is tried again as then.
 */
export async function recordTokenAccess(
  { db, log }: Pick<Deps, 'db'> & Partial<Pick<Deps, 'log'>>,
  grantId: string,
  { purpose, actor, teamId, postId = undefined }: TokenUse,
): Promise<RecordedUse> {
  const actorId = 'id' in actor ? actor.id : null;
  const use = { grantId, teamId, postId: postId ?? null, purpose, actor: actor.kind, actorId };
  const isFirst = await recordOne(db, use);
  // The first of the hour; the others are polls and retries, and would drown the log.
  const level = isFirst ? 'info' : 'debug';
  log?.[level](
    { grantId, teamId, postId, purpose, actor: actor.kind, actorId },
    'the tokens of a connection are used',
  );
  return new RecordedUse(grantId);
}

type Use = Record<'grantId' | 'purpose' | 'actor', string> &
  Record<'teamId' | 'postId' | 'actorId', string | null>;

const recordOne = gatherByDb(record);

/** @returns of each use, in their order, whether it is the first of its kind in this hour */
async function record(db: Tx, uses: Use[]): Promise<boolean[]> {
  const rows = await db.$queryRaw<{ places: number[]; isNew: boolean }[]>`${KEEPS_PLAN}
    WITH uses AS (
      SELECT grant_id, team_id, purpose::"TokenPurpose", actor_kind, actor_id, post_id,
        count(*)::int AS times, array_agg(place::int ORDER BY place) AS places
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(
        uses.map(({ grantId, teamId, purpose, actor, actorId, postId }) => ({
          ...{ grant_id: grantId, team_id: teamId, post_id: postId },
          ...{ purpose, actor_kind: actor, actor_id: actorId },
        })),
      )}::jsonb) AS (
        grant_id uuid, team_id uuid, purpose text, actor_kind text, actor_id uuid, post_id uuid
      )) WITH ORDINALITY AS uses (grant_id, team_id, purpose, actor_kind, actor_id, post_id, place)
      GROUP BY grant_id, team_id, purpose, actor_kind, actor_id, post_id
      ORDER BY grant_id, team_id, purpose, actor_kind, actor_id, post_id
    ),
    recorded AS (
      INSERT INTO token_accesses (grant_id, team_id, purpose, actor_kind, actor_id, post_id, use_count, hour)
      SELECT grant_id, team_id, purpose, actor_kind, actor_id, post_id, times, date_trunc('hour', now(), 'UTC') FROM uses
      ON CONFLICT (grant_id, hour, purpose, team_id, actor_kind, actor_id, post_id)
      DO UPDATE SET use_count = token_accesses.use_count + excluded.use_count, last_used_at = now()
      RETURNING *
    )
    SELECT places, use_count = times AS "isNew" FROM recorded JOIN uses
      ON (recorded.grant_id, recorded.purpose, recorded.actor_kind) = (uses.grant_id, uses.purpose, uses.actor_kind)
      AND (recorded.team_id, recorded.actor_id, recorded.post_id)
        IS NOT DISTINCT FROM (uses.team_id, uses.actor_id, uses.post_id)`;
  const isFirst = uses.map(() => false);
  for (const { places, isNew } of rows) if (isNew) isFirst[places[0]! - 1] = true;
  return isFirst;
}
