import type { Event, MediaAsset } from '@airdate/db';
import { gatherByDb } from '../gather.ts';
import { optionalRowId } from '../global-id.ts';
import { type ActorKind, ActorKindRef } from '../graphql/actor-kind-type.ts';
import { builder } from '../graphql/builder.ts';
import { type RequestContext, signedIn } from '../graphql/request-context.ts';
import { assertSubjectsInTeam, type EventFilter, eventsOfTeam } from './event.queries.ts';
import { eventCursor, rangeOfPage, sequenceOf } from './event-cursor.graphql.ts';
import { EventTypeRef, shownEventType } from './event-type.graphql.ts';
import { summarizeEvent } from './event-types.ts';
import { followEvents } from './follow-events.ts';

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

const EventRef = builder.prismaObject('Event', {
  description: "One line of the team's append-only log.",
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
      resolve: async (query, { mediaAssetId, teamId }, _args, { deps }) =>
        (mediaAssetId && (await readMediaAsset(deps.db, { id: mediaAssetId, teamId, query }))) || null,
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it happened. Events of one moment are in the order of their cursors.',
    }),
  }),
});

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
      resolve: (query, _root, args, ctx) => {
        const { teamId } = signedIn(ctx).viewer;
        // The place is the sequence number: with the plugin's own cursor all that follows would be read.
        const { cursor, skip, ...page } = { ...query };
        return ctx.deps.db.event.findMany({
          ...page,
          where: { ...eventsOfTeam(teamId, {}), sequence: rangeOfPage(args, teamId) },
          orderBy: { sequence: 'asc' },
        });
      },
    },
    EventConnectionRef,
  ),
);

/**
 * The team's events for a subscription.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for a cursor, and NotFoundError for a subject, that is not the team's
 */
export async function followOwnEvents(
  ctx: RequestContext,
  after: string | null | undefined,
  filter: EventFilter,
) {
  const { deps, listener, viewer } = signedIn(ctx);
  const from = typeof after === 'string' ? sequenceOf(after, viewer.teamId) : null;
  await assertSubjectsInTeam(deps.db, viewer.teamId, filter);
  return followEvents({ db: deps.db, listener }, viewer.teamId, from, filter);
}

/** Reads the event again with what the client selected around it, in one statement. */
function readEvent(query: object, event: unknown, _args: unknown, { deps }: RequestContext) {
  const { teamId, sequence } = event as Event;
  return deps.db.event.findUniqueOrThrow({ ...query, where: { teamId_sequence: { teamId, sequence } } });
}

const AFTER =
  'Go on behind this cursor: first what is stored, then what happens. Without it, only what happens.';

builder.subscriptionFields((t) => ({
  teamEvents: t.prismaField({
    type: 'Event',
    description: "Everything in the team's log.",
    args: { after: t.arg.string({ description: AFTER }) },
    subscribe: (_root, { after }, ctx) => followOwnEvents(ctx, after, {}),
    resolve: readEvent,
  }),
  postEvents: t.prismaField({
    type: 'Event',
    description: 'Whatever happens to posts.',
    args: {
      postId: t.arg.id({ description: 'Only this post; without it, every one of the team.' }),
      after: t.arg.string({ description: AFTER }),
    },
    subscribe: (_root, { postId, after }, ctx) =>
      followOwnEvents(ctx, after, { postId: optionalRowId('Post', postId, ['postId']), prefix: 'post.' }),
    resolve: readEvent,
  }),
  accountEvents: t.prismaField({
    type: 'Event',
    description: 'Whatever happens to the connections of accounts; not to their posts.',
    args: {
      accountId: t.arg.id({ description: 'Only this account; without it, every one of the team.' }),
      after: t.arg.string({ description: AFTER }),
    },
    subscribe: (_root, { accountId, after }, ctx) =>
      followOwnEvents(ctx, after, {
        accountId: optionalRowId('Account', accountId, ['accountId']),
        prefix: 'account.',
      }),
    resolve: readEvent,
  }),
  mediaEvents: t.prismaField({
    type: 'Event',
    description: 'Whatever happens to uploaded files.',
    args: {
      mediaAssetId: t.arg.id({ description: 'Only this file; without it, every one of the team.' }),
      after: t.arg.string({ description: AFTER }),
    },
    subscribe: (_root, { mediaAssetId, after }, ctx) =>
      followOwnEvents(ctx, after, {
        mediaAssetId: optionalRowId('MediaAsset', mediaAssetId, ['mediaAssetId']),
        prefix: 'media.',
      }),
    resolve: readEvent,
  }),
}));
