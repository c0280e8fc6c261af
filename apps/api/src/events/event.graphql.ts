import type { Event, MediaAsset } from '@airdate/db';
import { gatherByDb } from '../gather.ts';
import { globalId, optionalRowId, pairedId, parsePairedId } from '../global-id.ts';
import { type ActorKind, ActorKindRef } from '../graphql/actor-kind-type.ts';
import { builder } from '../graphql/builder.ts';
import { isEventPlace } from '../graphql/cursor.ts';
import { findNodesBy } from '../graphql/node-rows.ts';
import { directionArg } from '../graphql/order-direction.ts';
import { type RequestContext, signedIn } from '../graphql/request-context.ts';
import { assertSubjectsInTeam, type EventFilter } from './event.queries.ts';
import { eventCursor, FOLLOW_AFTER, placeToFollowFrom, rangeOfPage } from './event-cursor.graphql.ts';
import { EventTypeRef, type ShownEventType, shownEventType, wantedEventTypes } from './event-type.graphql.ts';
import { summarizeEvent } from './event-types.ts';
import { EventsFilterRef, eventsFilterOf } from './events-filter.graphql.ts';
import { filterEvents } from './events-filter.ts';
import { type EventReading, followEvents } from './follow-events.ts';
import { nameActor } from './name-actor.ts';

type AskedMediaAsset = { id: string; teamId: string; query: object };

/** The log remembers videos that are deleted, so they are no relation of the database's: those of a page are read together. */
const readMediaAsset = gatherByDb(
  async (db, asked: AskedMediaAsset[]): Promise<(MediaAsset | undefined)[]> => {
    const selectionOf = ({ teamId, query }: AskedMediaAsset) => JSON.stringify([teamId, query]);
    const found = new Map<string, MediaAsset[]>();
    for (const [selection, alike] of Map.groupBy(asked, selectionOf)) {
      const { query, teamId } = alike[0]!;
      const where = { id: { in: alike.map(({ id }) => id) }, teamId };
      found.set(selection, await db.mediaAsset.findMany({ ...query, where }));
    }
    return asked.map((one) => found.get(selectionOf(one))!.find(({ id }) => id === one.id));
  },
);

findNodesBy<Event>(
  'Event',
  (ids, ctx) => {
    const { teamId } = signedIn(ctx).viewer;
    const places = ids.map(placeOf).filter((place) => place.teamId === teamId);
    return { teamId, sequence: { in: places.map(({ sequence }) => sequence) } };
  },
  ({ teamId, sequence }) => pairedId(teamId, sequence),
);

const EventRef = builder.prismaNode('Event', {
  id: { resolve: ({ teamId, sequence }) => pairedId(teamId, sequence) },
  nullable: true,
  description: "One line of the team's append-only log.",
  findUnique: (id, ctx) => ({
    teamId_sequence: placeOf(id),
    AND: { teamId: signedIn(ctx).viewer.teamId },
  }),
  select: { teamId: true, sequence: true },
  fields: (t) => ({
    cursor: t.string({
      description: 'Hand this to `after` to go on from here without a gap or a repeat.',
      resolve: (event) => eventCursor(event),
    }),
    type: t.field({
      type: EventTypeRef,
      description: 'What happened.',
      select: { type: true },
      resolve: ({ type }) => shownEventType(type),
    }),
    summary: t.string({
      description: 'One sentence for people.',
      select: { type: true, data: true },
      resolve: (event) => summarizeEvent(event.type, event.data),
    }),
    actor: t.field({
      type: ActorKindRef,
      description: 'Who did it.',
      select: { actorKind: true },
      resolve: ({ actorKind }) => actorKind as ActorKind,
    }),
    actorId: t.id({
      nullable: true,
      description: 'The user or API key who did it, for `node` and filters; null for the other kinds.',
      select: { actorKind: true, actorId: true },
      resolve: ({ actorKind, actorId }) =>
        actorId && globalId(actorKind === 'user' ? 'User' : 'ApiKey', actorId),
    }),
    actorName: t.string({
      nullable: true,
      description:
        'The name of that user or key, also once the user has left the team or the key is revoked; null for the other kinds.',
      select: { actorKind: true, actorId: true },
      resolve: ({ actorKind: kind, actorId: id }, _args, { deps }) =>
        id ? nameActor(deps.acrossTeams.db, { kind, id }) : null,
    }),
    data: t.expose('data', {
      type: 'JSON',
      description: 'What else is known of it, an object with the fields of its type. Instants are ISO 8601.',
    }),
    account: t.relation('account', {
      nullable: true,
      description: 'The account it is about, or whose post it is about.',
    }),
    post: t.relation('post', { nullable: true, description: 'The post it is about.' }),
    mediaAsset: t.prismaField({
      type: 'MediaAsset',
      nullable: true,
      description: 'The file it is about; null also once that was deleted.',
      select: { mediaAssetId: true, teamId: true },
      resolve: async (query, { mediaAssetId, teamId }, _args, { deps }) => {
        const asked = { teamId, query: copied(query) };
        return (mediaAssetId && (await readMediaAsset(deps.db, { id: mediaAssetId, ...asked }))) || null;
      },
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it happened. Events of one moment are in the order of their cursors.',
    }),
  }),
});

/** Where the event with this id stands; 0 is no place. */
function placeOf(id: string): { teamId: string; sequence: bigint } {
  const { teamId, within } = parsePairedId(id);
  const place = [teamId, /^[1-9]\d{0,18}$/.test(within) ? BigInt(within) : 0n];
  return { teamId, sequence: isEventPlace(place) ? place[1] : 0n };
}

export const EventConnectionRef = builder.connectionObject(
  { type: EventRef, name: 'EventConnection' },
  { name: 'EventEdge' },
);

builder.queryField('events', (t) =>
  t.prismaConnection(
    {
      type: 'Event',
      cursor: 'teamId_sequence',
      description: "The team's log, oldest first. Page backwards with `last` for the newest.",
      args: {
        filter: t.arg({ type: EventsFilterRef, description: 'Without it, every event.' }),
        direction: directionArg(t, 'asc'),
      },
      resolve: async (query, _root, { filter, direction, ...args }, ctx) => {
        const { teamId } = signedIn(ctx).viewer;
        // The place is the sequence number: with the plugin's own cursor all that follows would be read.
        const { cursor, skip, ...page } = { ...query };
        const { gt, lt } = rangeOfPage(args, teamId);
        const sequence = direction === 'asc' ? { gt, lt } : { gt: lt, lt: gt };
        return ctx.deps.db.event.findMany({
          ...page,
          where: { AND: [await filterEvents(ctx.deps.db, teamId, eventsFilterOf(filter)), { sequence }] },
          orderBy: { sequence: direction },
        });
      },
    },
    EventConnectionRef,
  ),
);

/** What each subscription to events can be given. */
export type FollowArgs = { after?: string | null; types?: readonly ShownEventType[] | null };

/**
 * The team's events for a subscription.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for a cursor that is not the team's, or types that the filter never lets through, and
 *   NotFoundError for a subject that is not the team's
 */
export async function followOwnEvents(
  ctx: RequestContext,
  { after, types }: FollowArgs,
  filter: EventFilter,
): Promise<EventReading> {
  const { deps, listener, viewer } = signedIn(ctx);
  const { teamId } = viewer;
  const from = placeToFollowFrom(after, teamId);
  const wanted = { types: wantedEventTypes(types, filter.prefix), ...filter };
  await assertSubjectsInTeam(deps.db, teamId, filter);
  return followEvents({ db: deps.db, listener }, { teamId, after: from, filter: wanted });
}

type AskedEvent = { teamId: string; sequence: bigint; query: object };

/** Events of the same moment that are selected alike are read in one statement. */
const readSelectedEvent = gatherByDb(async (db, asked: AskedEvent[]): Promise<(Event | undefined)[]> => {
  const found = new Map<AskedEvent, Event | undefined>();
  const selectionOf = ({ teamId, query }: AskedEvent) => JSON.stringify([teamId, query], writeBigInt);
  for (const alike of Map.groupBy(asked, selectionOf).values()) {
    const { query, teamId } = alike[0]!;
    const where = { teamId, sequence: { in: alike.map(({ sequence }) => sequence) } };
    const events = await db.event.findMany({ ...query, where });
    const bySequence = new Map(events.map((event) => [event.sequence, event]));
    for (const one of alike) found.set(one, bySequence.get(one.sequence));
  }
  return asked.map((one) => found.get(one));
});

function writeBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

/** The plugin warns of a query of which nobody took the selection, as of those that another one is read with. */
function copied<Query extends object>(query: Query): Query {
  return { ...query };
}

/** Reads the event again with what the client selected around it. */
async function readEvent(query: object, event: unknown, _args: unknown, { deps }: RequestContext) {
  const { teamId, sequence } = event as Event;
  const read = await readSelectedEvent(deps.db, { teamId, sequence, query: copied(query) });
  if (!read) throw new Error(`Event ${sequence} of team ${teamId} is not in its log any more.`);
  return read;
}

builder.subscriptionFields((t) => {
  const ofEveryKind = {
    after: t.arg.string({ description: FOLLOW_AFTER }),
    types: t.arg({ type: [EventTypeRef], description: 'Only events of these types; without it, all.' }),
  };
  return {
    teamEvents: t.prismaField({
      type: 'Event',
      description: "Everything in the team's log.",
      args: ofEveryKind,
      subscribe: (_root, args, ctx) => followOwnEvents(ctx, args, {}),
      resolve: readEvent,
    }),
    postEvents: t.prismaField({
      type: 'Event',
      description: 'Whatever happens to posts.',
      args: {
        ...ofEveryKind,
        postId: t.arg.id({ description: 'Only this post; without it, every one of the team.' }),
        accountId: t.arg.id({ description: 'Only posts of this account.' }),
      },
      subscribe: (_root, { postId, accountId, ...args }, ctx) =>
        followOwnEvents(ctx, args, {
          postId: optionalRowId('Post', postId),
          accountId: optionalRowId('Account', accountId),
          prefix: 'post.',
        }),
      resolve: readEvent,
    }),
    accountEvents: t.prismaField({
      type: 'Event',
      description: 'Whatever happens to the connections of accounts; not to their posts.',
      args: {
        ...ofEveryKind,
        accountId: t.arg.id({ description: 'Only this account; without it, every one of the team.' }),
      },
      subscribe: (_root, { accountId, ...args }, ctx) =>
        followOwnEvents(ctx, args, {
          accountId: optionalRowId('Account', accountId),
          prefix: 'account.',
        }),
      resolve: readEvent,
    }),
    mediaEvents: t.prismaField({
      type: 'Event',
      description: 'Whatever happens to uploaded files.',
      args: {
        ...ofEveryKind,
        mediaAssetId: t.arg.id({ description: 'Only this file; without it, every one of the team.' }),
      },
      subscribe: (_root, { mediaAssetId, ...args }, ctx) =>
        followOwnEvents(ctx, args, {
          mediaAssetId: optionalRowId('MediaAsset', mediaAssetId),
          prefix: 'media.',
        }),
      resolve: readEvent,
    }),
  };
});
