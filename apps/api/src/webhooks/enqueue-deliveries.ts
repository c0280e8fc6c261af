import { Prisma, type Tx } from '@airdate/db';
import { withTransaction } from '../context.ts';
import type { Deps } from '../deps.ts';
import { readEventsAfter } from '../events/event.queries.ts';
import { deliveryBody } from './delivery-body.ts';
import { MOST_TRIES } from './retry-schedule.ts';
import { wantsEvent } from './webhook-endpoint.ts';

const PAGE_SIZE = 100;

type EnqueueDeps = Pick<Deps, 'db' | 'clock'>;

/**
 * Carries every enabled endpoint on over the log of its team, by one page: a delivery for each event that it wants, and its cursor, in
 * one transaction. So an event is enqueued once for an endpoint, whoever dies and however many workers do this.
 *
 * @param teamIds only those of these teams; null for all
 * @returns whether an endpoint has more to catch up with
 */
export async function enqueueDeliveries(deps: EnqueueDeps, teamIds: string[] | null): Promise<boolean> {
  const ofTeams = teamIds ? Prisma.sql`AND e.team_id = ANY(${teamIds}::uuid[])` : Prisma.empty;
  const behind = await deps.db.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM webhook_endpoints e JOIN event_counters c USING (team_id)
    WHERE e.disabled_at IS NULL AND e.cursor < c.last_sequence ${ofTeams}
    ORDER BY e.id`;
  let hasMore = false;
  for (const { id } of behind) {
    hasMore = (await withTransaction(deps.db, (tx) => enqueuePage(deps, tx, id))) || hasMore;
  }
  return hasMore;
}

async function enqueuePage({ clock }: EnqueueDeps, tx: Tx, endpointId: string): Promise<boolean> {
  type Row = { teamId: string; cursor: bigint; eventTypes: string[] };
  const [endpoint] = await tx.$queryRaw<Row[]>`
    SELECT team_id AS "teamId", cursor, event_types AS "eventTypes" FROM webhook_endpoints
    WHERE id = ${endpointId}::uuid AND disabled_at IS NULL FOR NO KEY UPDATE`;
  if (!endpoint) return false;
  const { teamId, cursor, eventTypes } = endpoint;
  const events = await readEventsAfter(tx, teamId, cursor, {}, PAGE_SIZE);
  const last = events.at(-1);
  if (!last) return false;
  const at = clock.now();
  await tx.webhookDelivery.createMany({
    data: events
      .filter(({ type }) => wantsEvent(eventTypes, type))
      .map((event) => ({
        teamId,
        endpointId,
        sequence: event.sequence,
        eventType: event.type,
        body: deliveryBody(event),
        triesLeft: MOST_TRIES,
        nextTryAt: at,
        createdAt: at,
      })),
  });
  await tx.webhookEndpoint.updateMany({ where: { id: endpointId }, data: { cursor: last.sequence } });
  return events.length === PAGE_SIZE;
}
