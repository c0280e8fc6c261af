import type { Tx } from '@airdate/db';
import type { Actor } from '../context.ts';
import type { NewEvent } from './append-event.ts';
import { appendNewsOf } from './append-news.ts';

/** Any number of events of one actor; those of a team in their order. */
export type NewEvents = Omit<NewEvent, 'actor' | 'mediaAssetId'>[];

/**
 * Appends many events in one statement, in the caller's transaction: the log of a team is locked once, and as late as if there were
 * one. As with `appendEvent`, append after the rows are written.
 */
export async function appendEvents(tx: Tx, actor: Actor, events: NewEvents): Promise<void> {
  if (events.length === 0) return;
  await tx.$queryRaw`
    WITH news AS (
      SELECT team_id, account_id, post_id, type, ${actor.kind}::text AS actor, data::jsonb AS data, at, place FROM unnest(
        ${events.map(({ teamId }) => teamId)}::uuid[],
        ${events.map(({ accountId }) => accountId ?? null)}::uuid[],
        ${events.map(({ postId }) => postId ?? null)}::uuid[],
        ${events.map(({ type }) => type)}::text[],
        ${events.map(({ data }) => JSON.stringify(data))}::text[],
        ${events.map(({ at }) => at.toISOString())}::timestamptz[]
      ) WITH ORDINALITY AS event (team_id, account_id, post_id, type, data, at, place)
    ),
    ${appendNewsOf('id' in actor ? actor.id : null)}
    SELECT 1`;
}
