import { Prisma } from '@airdate/db';
import { statementTime } from '../database-clock.ts';
import type { Deps } from '../deps.ts';
import { fairTurns } from '../publishing/dispatcher/fair-turns.ts';
import type { LaneState } from '../publishing/dispatcher/lane.ts';

/** Tries of one endpoint that are under way at once, in all processes together, while it keeps up. */
const AT_ONCE = 1;
/** The same when it does not, so that what is slow or times out holds its own others up no longer than this. */
const AT_ONCE_WHEN_LATE = 4;
const LATE_MS = 5_000;
/** For reading before and writing after the request, on a slow day. */
const LEASE_MARGIN_MS = 10_000;

/** A delivery that this process may try now, and nobody else until the lease ends. */
export type ClaimedDelivery = {
  deliveryId: string;
  endpointId: string;
  teamId: string;
  leaseToken: string;
};

/**
 * Claims deliveries that are due, as many as the lane has places: of each endpoint in the order of the log, and teams and
 * their endpoints in turns. The lease of a worker that died ends by itself, and then the delivery is due again.
 */
export async function claimDeliveries(
  { db, clock, config }: Pick<Deps, 'db' | 'clock' | 'config'>,
  lane: LaneState,
): Promise<ClaimedDelivery[]> {
  const now = statementTime(clock);
  const leaseMs = config.limits.webhookAnswerMs + LEASE_MARGIN_MS;
  return db.$queryRaw<ClaimedDelivery[]>`
    WITH ${fairTurns(
      Prisma.sql`
        SELECT d.id, e.team_id, e.id AS account_id, d.next_try_at AS due
        FROM webhook_endpoints e
        CROSS JOIN LATERAL (
          SELECT count(*) AS places FROM webhook_deliveries u
          WHERE u.endpoint_id = e.id AND u.lease_token IS NOT NULL AND u.next_try_at > ${now}
        ) AS under_way
        CROSS JOIN LATERAL (
          SELECT id, next_try_at, row_number() OVER (ORDER BY next_try_at, sequence) AS place
          FROM (
            SELECT id, next_try_at, sequence FROM webhook_deliveries w
            WHERE w.endpoint_id = e.id AND w.next_try_at <= ${now}
            ORDER BY next_try_at, sequence LIMIT ${AT_ONCE_WHEN_LATE}
          ) AS next
        ) AS d
        WHERE e.disabled_at IS NULL AND under_way.places + d.place <= CASE
          WHEN d.next_try_at <= ${now} - ${LATE_MS} * interval '1 millisecond' THEN ${AT_ONCE_WHEN_LATE}::int
          ELSE ${AT_ONCE}::int
        END`,
      lane,
    )},
    picked AS (
      SELECT d.id FROM turns JOIN webhook_deliveries d USING (id)
      WHERE d.next_try_at <= ${now}
      ORDER BY turn, due
      LIMIT ${lane.free}
      FOR UPDATE OF d SKIP LOCKED
    )
    UPDATE webhook_deliveries d
    SET lease_token = gen_random_uuid(), next_try_at = ${now} + ${leaseMs} * interval '1 millisecond'
    FROM picked WHERE d.id = picked.id
    RETURNING d.id AS "deliveryId", d.endpoint_id AS "endpointId", d.team_id AS "teamId", d.lease_token AS "leaseToken"`;
}
